//! The commands of an operator.

use crate::fixtures::{AUDIENCE, Database, Home, ISSUER, PUBLIC_URL};
use std::os::unix::fs::PermissionsExt as _;

on_each_database! {
    operator_commands_are_recorded,
    import_is_all_or_nothing,
    exported_members_import_again,
}

fn operator_commands_are_recorded(database: &Database) {
    let home = Home::of(database).with("USER", "olga");
    home.succeed(&["migrate"]);
    assert_eq!(home.succeed(&["organization", "create", "acme", "--name", "Acme"]), "created acme");
    assert!(home.fail(&["organization", "create", "acme", "--name", "Acme"]).contains("already exists"));
    let add = |subject: &str, role: &str| {
        vec!["member", "add", "--organization", "acme", "--subject", subject, "--role", role]
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let run = |arguments: Vec<String>| home.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(run(add("alice", "OWNER")).status.success());
    assert!(run(add("bob", "USER")).status.success());
    let again = run(add("alice", "USER"));
    assert!(!again.status.success(), "a second add must not demote");
    assert!(home.fail(&["member", "remove", "--organization", "acme", "--subject", "alice"]).contains("last owner"));
    home.succeed(&["member", "role", "--organization", "acme", "--subject", "bob", "--role", "OWNER"]);
    home.succeed(&["member", "remove", "--organization", "acme", "--subject", "alice"]);
    assert_eq!(home.succeed(&["member", "list", "--organization", "acme"]), "bob\tOWNER\tperson\t-");
    assert_eq!(home.succeed(&["policy", "enforce", "--organization", "acme"]), "MFA is enforced for acme");
    assert_eq!(home.succeed(&["policy", "enforce", "--organization", "acme"]), "MFA is enforced already for acme");
    assert_eq!(home.succeed(&["organization", "list"]), "acme\tAcme\tenforced");
    assert!(home.fail(&["policy", "relax", "--organization", "nowhere"]).contains("there is no organization nowhere"));

    let entries = database.assert_audit_log_agrees("acme");
    let entries: Vec<_> =
        entries.iter().map(|entry| format!("{} {} {}", entry.actor, entry.action, entry.outcome)).collect();
    assert_eq!(
        entries,
        [
            "olga organization.create changed",
            "olga member.add changed",
            "olga member.add changed",
            "olga member.change changed",
            "olga member.remove changed",
            "olga policy.enforce changed",
            "olga policy.enforce unchanged",
        ]
    );
}

fn import_is_all_or_nothing(database: &Database) {
    let home = Home::of(database);
    home.succeed(&["migrate"]);
    home.succeed(&["organization", "create", "acme", "--name", "Acme"]);
    let list = home.folder.path().join("list.csv");
    let import = ["member", "import", "--organization", "acme", list.to_str().unwrap()];

    std::fs::write(&list, "subject,email,role\nalice,alice@example.com,OWNER\nbob,not an address,\ncarol,,BOSS\n")
        .unwrap();
    let output = home.fail(&import);
    assert!(output.contains("line 3: email") && output.contains("line 4: role"), "{output}");
    assert_eq!(home.succeed(&["member", "list", "--organization", "acme"]), "");

    std::fs::write(&list, "subject,email,role,kind\nalice,alice@example.com,OWNER,\nrobot,,,service\n").unwrap();
    assert_eq!(home.succeed(&import), "added 2, changed 0, unchanged 0");
    assert_eq!(home.succeed(&import), "added 0, changed 0, unchanged 2");
    let listed = home.succeed(&["member", "list", "--organization", "acme"]);
    assert_eq!(listed, "alice\tOWNER\tperson\talice@example.com\nrobot\tUSER\tservice\t-");
}

fn exported_members_import_again(database: &Database) {
    let home = Home::of(database);
    home.succeed(&["migrate"]);
    home.succeed(&["organization", "create", "acme", "--name", "Acme"]);
    let list = home.folder.path().join("list.csv");
    let import = ["member", "import", "--organization", "acme", list.to_str().unwrap()];
    // as a spreadsheet saves it
    let saved = "\u{feff}Subject,Email,,Role,Kind,\r\nalice,+alice@example.com,,OWNER,,\r\n=1+1,,,,,\r\n''x,,,,,\r\n\
                 robot,,,,service\r\n,,,,,\r\n";
    std::fs::write(&list, saved).unwrap();
    assert_eq!(home.succeed(&import), "added 4, changed 0, unchanged 0");
    let service = home.serve(&[]);
    let export = service.get_csv(&home.token("alice@acme"), "/mfa/organization/members");
    assert!(export.contains("\n'=1+1,") && export.contains("\n''x,") && export.contains(",'+alice@"), "{export}");
    std::fs::write(&list, export).unwrap();
    assert_eq!(home.succeed(&import), "added 0, changed 0, unchanged 4");
    let semicolons = "Subject;Email\nalice;alice@example.com\n";
    std::fs::write(&list, semicolons).unwrap();
    assert!(home.fail(&import).contains("separate them by commas"));
    std::fs::write(&list, "subject,email,Email\nalice,a@example.com,b@example.com\n").unwrap();
    assert!(home.fail(&import).contains("duplicate column email"));
}

#[test]
fn init_check_migrate_serve_start_a_new_installation() {
    let home = Home::bare();
    home.succeed(&["init"]);
    let file = home.folder.path().join("portcullis.toml");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(home.fail(&["init"]).contains("exists"));

    let unfinished = home.run(&["check"]);
    assert_eq!(unfinished.status.code(), Some(1));
    let output = String::from_utf8(unfinished.stdout).unwrap();
    assert!(output.contains("wrong  tokens") && output.contains("ok     keys"), "{output}");

    let page = std::fs::read_to_string(&file).unwrap();
    let secret = page.lines().find_map(|line| line.strip_prefix("jwt_secret = ")).unwrap().trim_matches('"').to_owned();
    let finished = page
        .replace("# issuer = \"\"", &format!("issuer = \"{ISSUER}\""))
        .replace("# audience = \"\"", &format!("audience = \"{AUDIENCE}\""))
        .replace("# public_url = \"\"", &format!("public_url = \"{PUBLIC_URL}\""));
    std::fs::write(&file, finished).unwrap();
    home.succeed(&["migrate"]);
    let output = home.succeed(&["check"]);
    assert!(!output.contains("wrong") && !output.contains(&secret), "{output}");

    home.succeed(&["organization", "create", "acme", "--name", "Acme"]);
    home.succeed(&["member", "add", "--organization", "acme", "--subject", "alice", "--role", "OWNER"]);
    let token = home.succeed(&["token", "--subject", "alice", "--ttl", "5m"]);
    let service = home.serve(&[]);
    assert_eq!(service.enforce(&token, r#"{"enforced":true}"#).status, 200);
}

#[test]
fn token_command_validates_ttl_and_subject() {
    let database = Database::sqlite();
    let home = Home::of(&database);
    for ttl in ["0s", "-1h", "soon", ""] {
        assert!(home.fail(&["token", "--subject", "alice", &format!("--ttl={ttl}")]).contains("--ttl"), "{ttl}");
    }
    assert!(home.fail(&["token", "--subject", "a b"]).contains("visible ASCII"));
}

#[test]
fn openapi_command_prints_the_published_document() {
    let printed = Home::bare().succeed(&["openapi"]);
    let kept = std::fs::read_to_string(crate::fixtures::root().join("docs/reference/openapi.json")).unwrap();
    assert_eq!(printed, kept.trim_end());
}
