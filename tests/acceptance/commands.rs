//! The commands, as an operator uses them.

use crate::fixtures::{AUDIENCE, Database, Home, ISSUER, PUBLIC_URL};
use std::os::unix::fs::PermissionsExt as _;

on_each_database! {
    an_operator_sets_a_tenant_up_and_every_step_is_recorded,
    an_import_is_all_or_nothing,
}

fn an_operator_sets_a_tenant_up_and_every_step_is_recorded(database: &Database) {
    let home = Home::of(database).with("USER", "olga");
    home.succeed(&["migrate"]);
    assert_eq!(home.succeed(&["organization", "create", "acme", "--name", "Acme"]), "created acme");
    assert!(home.fail(&["organization", "create", "acme", "--name", "Acme"]).contains("exists already"));
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
    assert!(home.fail(&["policy", "relax", "--organization", "nowhere"]).contains("no such organization"));

    let trail = database.assert_audit_log_agrees("acme");
    let told: Vec<_> =
        trail.iter().map(|entry| format!("{} {} {}", entry.actor, entry.action, entry.outcome)).collect();
    assert_eq!(
        told,
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

fn an_import_is_all_or_nothing(database: &Database) {
    let home = Home::of(database);
    home.succeed(&["migrate"]);
    home.succeed(&["organization", "create", "acme", "--name", "Acme"]);
    let list = home.folder.path().join("list.csv");
    let import = ["member", "import", "--organization", "acme", list.to_str().unwrap()];

    std::fs::write(&list, "subject,email,role\nalice,alice@example.com,OWNER\nbob,not an address,\ncarol,,BOSS\n")
        .unwrap();
    let told = home.fail(&import);
    assert!(told.contains("line 3: email") && told.contains("line 4: role"), "{told}");
    assert_eq!(home.succeed(&["member", "list", "--organization", "acme"]), "");

    std::fs::write(&list, "subject,email,role,kind\nalice,alice@example.com,OWNER,\nrobot,,,service\n").unwrap();
    assert_eq!(home.succeed(&import), "added 2, changed 0, unchanged 0");
    assert_eq!(home.succeed(&import), "added 0, changed 0, unchanged 2");
    let listed = home.succeed(&["member", "list", "--organization", "acme"]);
    assert_eq!(listed, "alice\tOWNER\tperson\talice@example.com\nrobot\tUSER\tservice\t-");
}

#[test]
fn a_first_production_start_goes_by_init_check_migrate_serve() {
    let home = Home::bare();
    home.succeed(&["init"]);
    let file = home.folder.path().join("portcullis.toml");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(home.fail(&["init"]).contains("exists"));

    let unfinished = home.run(&["check"]);
    assert_eq!(unfinished.status.code(), Some(1));
    let told = String::from_utf8(unfinished.stdout).unwrap();
    assert!(told.contains("wrong  tokens") && told.contains("ok     keys"), "{told}");

    let page = std::fs::read_to_string(&file).unwrap();
    let secret = page.lines().find_map(|line| line.strip_prefix("jwt_secret = ")).unwrap().trim_matches('"').to_owned();
    let finished = page
        .replace("# issuer = \"\"", &format!("issuer = \"{ISSUER}\""))
        .replace("# audience = \"\"", &format!("audience = \"{AUDIENCE}\""))
        .replace("# public_url = \"\"", &format!("public_url = \"{PUBLIC_URL}\""));
    std::fs::write(&file, finished).unwrap();
    home.succeed(&["migrate"]);
    let told = home.succeed(&["check"]);
    assert!(!told.contains("wrong") && !told.contains(&secret), "{told}");

    home.succeed(&["organization", "create", "acme", "--name", "Acme"]);
    home.succeed(&["member", "add", "--organization", "acme", "--subject", "alice", "--role", "OWNER"]);
    let token = home.succeed(&["token", "--subject", "alice", "--ttl", "5m"]);
    let service = home.serve(&[]);
    assert_eq!(service.enforce(&token, r#"{"enforced":true}"#).status, 200);
}

#[test]
fn a_token_is_signed_for_as_long_as_asked_and_never_with_public_keys() {
    let database = Database::sqlite();
    let home = Home::of(&database);
    for ttl in ["0s", "-1h", "soon", ""] {
        assert!(home.fail(&["token", "--subject", "alice", &format!("--ttl={ttl}")]).contains("--ttl"), "{ttl}");
    }
    assert!(home.fail(&["token", "--subject", "a b"]).contains("visible ASCII"));
}

#[test]
fn the_document_is_printed() {
    let printed = Home::bare().succeed(&["openapi"]);
    let kept = std::fs::read_to_string(crate::fixtures::root().join("docs/reference/openapi.json")).unwrap();
    assert_eq!(printed, kept.trim_end());
}
