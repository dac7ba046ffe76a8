//! Restoring a backup of the database with packaging/after-restore.sql.

use crate::fixtures::{Database, Home, code, enrolled, login, root};
use serde_json::json;

on_each_database! {
    restored_backup_restores_no_session,
}

/// Evidence from before the backup does not count after the script; authenticators are restored.
fn restored_backup_restores_no_session(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let mut service = home.serve(&[]);
    let alice = enrolled(&home, &service);
    let granted = login(&service, &alice.token, &code(&alice.secret, 0));
    let full = granted.body["fullAccessToken"].as_str().unwrap().to_owned();
    let refresh = json!({ "refresh_token": granted.body["refreshToken"] });
    assert_eq!((service.gate(&alice.token).0, service.gate(&full).0), (200, 200));
    service.kill();

    let script = std::fs::read_to_string(root().join("packaging/after-restore.sql")).unwrap();
    database.raw().execute(&script);
    let service = home.serve(&[]);
    assert_eq!(service.gate(&alice.token), (401, "authentication.insufficient".to_owned()));
    assert_eq!(service.gate(&full).0, 401);
    assert_eq!(service.post("", "/user/refresh", &refresh).status, 401);
    // the authenticator is the one of the backup, and a recovery code works
    assert_eq!(login(&service, &alice.token, &alice.codes[0]).status, 200);
    assert_eq!(service.gate(&alice.token).0, 200);
}

/// As documented: saved while the service runs, restored without the files of the write-ahead log.
#[test]
fn sqlite_backup_of_a_running_service_is_restored() {
    let database = Database::sqlite();
    let home = Home::of(&database);
    home.populate();
    let owner = home.token("owner@acme");
    let mut service = home.serve(&[]);
    assert_eq!(service.enforce(&owner, r#"{"enforced":true}"#).status, 200);
    let copy = home.folder.path().join("backup.db");
    database.raw().execute(&format!("VACUUM INTO '{}'", copy.display()));
    assert_eq!(service.enforce(&owner, r#"{"enforced":false}"#).status, 200);
    service.kill();

    let url = database.url();
    let file = std::path::Path::new(url.strip_prefix("sqlite://").unwrap());
    for suffix in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
    }
    std::fs::copy(&copy, file).unwrap();
    database.raw().execute(&std::fs::read_to_string(root().join("packaging/after-restore.sql")).unwrap());
    let service = home.serve(&[]);
    assert_eq!(service.get("/readyz").status, 200);
    // the policy of the backup, and audit entries are numbered from there
    assert!(database.stored("acme").mfa_enforced);
    let entries = database.assert_audit_log_agrees("acme").len();
    assert_eq!(service.enforce(&owner, r#"{"enforced":false}"#).status, 200);
    assert_eq!(database.assert_audit_log_agrees("acme").len(), entries + 1);
}
