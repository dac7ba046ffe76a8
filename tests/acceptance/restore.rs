//! An older copy of the database is put back (docs/operate/metrics.md), with packaging/after-restore.sql.

use crate::fixtures::{Database, Home, code, enrolled, login, root};
use serde_json::json;

on_each_database! {
    an_old_copy_brings_no_session_back,
}

/// What was proved before the copy counts no longer once the script has run; what members hold is as it was.
fn an_old_copy_brings_no_session_back(database: &Database) {
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
    // the authenticator is the one of then, and a recovery code opens the way
    assert_eq!(login(&service, &alice.token, &alice.codes[0]).status, 200);
    assert_eq!(service.gate(&alice.token).0, 200);
}

/// The way that the page describes: saved while the service serves, put back with nothing beside it.
#[test]
fn a_sqlite_file_that_was_saved_while_serving_is_put_back_whole() {
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
    for beside in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{beside}", file.display()));
    }
    std::fs::copy(&copy, file).unwrap();
    database.raw().execute(&std::fs::read_to_string(root().join("packaging/after-restore.sql")).unwrap());
    let service = home.serve(&[]);
    assert_eq!(service.get("/readyz").status, 200);
    // the policy of then, and the numbers of the trail go on from there
    assert!(database.stored("acme").mfa_enforced);
    let entries = database.assert_audit_log_agrees("acme").len();
    assert_eq!(service.enforce(&owner, r#"{"enforced":false}"#).status, 200);
    assert_eq!(database.assert_audit_log_agrees("acme").len(), entries + 1);
}
