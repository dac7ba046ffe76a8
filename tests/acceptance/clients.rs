//! Clients and their rights: `PORTCULLIS_CLIENTS` as a variable and in the file.

use serde_json::json;

use crate::fixtures::{Database, Home};

const LINE: &str = "crm: provision organization=acme; desk: decide organization=acme";

const TABLES: &str = r#"[[clients]]
client = "crm"
rights = ["provision"]
organizations = ["acme"]

[[clients]]
client = "desk"
rights = ["decide"]
organizations = ["acme"]
"#;

#[test]
fn listed_client_is_limited_to_its_organizations() {
    for in_file in [false, true] {
        let database = Database::sqlite();
        let home = Home::of(&database);
        home.populate();
        let home = if in_file {
            std::fs::write(home.folder.path().join("portcullis.toml"), TABLES).unwrap();
            home
        } else {
            home.with("PORTCULLIS_CLIENTS", LINE)
        };
        let checked = String::from_utf8(home.run(&["check"]).stdout).unwrap();
        assert!(checked.contains("ok     clients: 2 listed: crm, desk"), "{checked}");
        let service = home.serve(&[]);
        let crm = home.client_token("crm", "portcullis.provision");
        let other = home.client_token("other", "portcullis.provision");
        for (token, organization, status) in [(&crm, "acme", 200), (&crm, "other", 403), (&other, "acme", 403)] {
            let put =
                service.put(token, &format!("/organizations/{organization}/members/new"), &json!({ "role": 255 }));
            assert_eq!(put.status, status, "{organization}: {put:?}");
        }
        let desk = home.client_token("desk", "portcullis.decide");
        for (member, status) in [("user@acme", 200), ("foreign@other", 403)] {
            let asked = service.post(&desk, "/mfa/decision", &json!({ "token": home.token(member) }));
            assert_eq!(asked.status, status, "{member}: {asked:?}");
        }
        assert!(!home.succeed(&["member", "list", "--organization", "other"]).contains("new"));
    }
}

#[test]
fn check_reports_provisioning_by_scope_alone() {
    let database = Database::sqlite();
    let home = Home::of(&database);
    home.populate();
    let checked = String::from_utf8(home.run(&["check"]).stdout).unwrap();
    assert!(checked.contains("clients: PORTCULLIS_CLIENTS is not set"), "{checked}");
    let wrong = home.with("PORTCULLIS_CLIENTS", "crm: provision").run(&["check"]);
    let checked = String::from_utf8(wrong.stdout).unwrap();
    assert!(checked.contains("PORTCULLIS_CLIENTS must name the organizations, or * for all,"), "{checked}");
    assert!(!wrong.status.success());
}

#[test]
fn no_client_provisions_when_none_is_listed() {
    let database = Database::sqlite();
    let home = Home::of(&database).with("PORTCULLIS_CLIENTS", "none");
    home.populate();
    let checked = String::from_utf8(home.run(&["check"]).stdout).unwrap();
    assert!(checked.contains("ok     clients: none: no client may provision"), "{checked}");
    let service = home.serve(&[]);
    let put = service.put(
        &home.client_token("crm", "portcullis.provision"),
        "/organizations/acme/members/new",
        &json!({ "role": 255 }),
    );
    assert_eq!(put.status, 403, "{put:?}");
}

#[test]
fn operator_makes_a_person_a_service_and_import_cannot() {
    let database = Database::sqlite();
    let home = Home::of(&database);
    home.populate();
    let list = home.folder.path().join("members.csv");
    std::fs::write(&list, "subject,kind\nuser,service\n").unwrap();
    let refused = home.fail(&["member", "import", "--organization", "acme", list.to_str().unwrap()]);
    assert!(refused.contains("line 2: kind"), "{refused}");
    home.succeed(&["member", "add", "--organization", "acme", "--subject", "user", "--kind", "service"]);
    let members = home.succeed(&["member", "list", "--organization", "acme"]);
    assert!(members.contains("user\tUSER\tservice"), "{members}");
    assert!(home.fail(&["member", "add", "--organization", "acme", "--subject", "user"]).contains("already"));
}
