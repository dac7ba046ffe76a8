//! Starting, not starting, and stopping.

use std::net::TcpListener;
use std::sync::mpsc::channel;
use std::thread;

use crate::fixtures::{Database, Home};

on_each_database! {
    a_key_that_opens_nothing_is_refused_at_the_start,
    a_schema_that_is_behind_is_refused_until_it_is_migrated,
    replicas_that_start_together_migrate_once,
    a_termination_finishes_what_is_under_way,
    failed_start_migrates_nothing,
}

/// Settings and listeners are known to be good before the database is touched.
fn failed_start_migrates_nothing(database: &Database) {
    let home = Home::of(database);
    home.succeed(&["migrate"]);
    home.succeed(&["migrate", "revert"]);
    let before = home.succeed(&["migrate", "status"]);
    assert!(before.contains("pending "), "{before}");
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = other.local_addr().unwrap().to_string();
    for (variable, value, words) in [
        ("PORTCULLIS_STEP_UP", "maybe", "PORTCULLIS_STEP_UP must be weakening, required or off"),
        ("PORTCULLIS_MAIL_FORM", "x", "unknown setting PORTCULLIS_MAIL_FORM"),
        ("PORTCULLIS_GATE_PROFILES", "admin: x", "unknown word \"x\" in profile \"admin\""),
        ("PORTCULLIS_TLS_CERT", "cert.pem", "PORTCULLIS_TLS_KEY is required"),
        ("PORTCULLIS_BIND", &taken, "PORTCULLIS_BIND cannot be listened on"),
        ("PORTCULLIS_METRICS_BIND", &taken, "PORTCULLIS_METRICS_BIND cannot be listened on"),
    ] {
        let error = Home::of(database).with(variable, value).fail(&["serve", "--migrate"]);
        assert!(error.contains(words), "{variable}={value}: {error}");
        assert_eq!(home.succeed(&["migrate", "status"]), before, "{variable}={value}");
    }
    home.serve(&["--migrate"]);
    assert!(!home.succeed(&["migrate", "status"]).contains("pending "));
}

#[test]
fn every_wrong_setting_is_reported_at_once() {
    let home = Home::bare().with("PORTCULLIS_STEP_UP", "maybe").with("PORTCULLIS_LOG_FORMAT", "xml");
    let error = home.fail(&["serve"]);
    for name in ["LOG_FORMAT", "ISSUER", "AUDIENCE", "ENCRYPTION_KEY", "PUBLIC_URL", "STEP_UP"] {
        assert_eq!(error.matches(&format!("error: PORTCULLIS_{name} ")).count(), 1, "{name}: {error}");
    }
}

fn a_schema_that_is_behind_is_refused_until_it_is_migrated(database: &Database) {
    let home = Home::of(database);
    home.succeed(&["migrate"]);
    home.succeed(&["migrate", "revert"]);
    let told = home.fail(&["serve"]);
    assert!(told.contains("portcullis migrate"), "{told}");
    assert!(home.succeed(&["migrate", "status"]).contains("pending "));
    let service = home.serve(&["--migrate"]);
    assert_eq!(service.get("/readyz").status, 200);
    assert!(!home.succeed(&["migrate", "status"]).contains("pending "));
}

fn replicas_that_start_together_migrate_once(database: &Database) {
    let home = Home::of(database);
    home.succeed(&["migrate"]);
    home.succeed(&["migrate", "revert"]);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| assert_eq!(home.serve(&["--migrate"]).get("/readyz").status, 200));
        }
    });
}

fn a_termination_finishes_what_is_under_way(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    let token = home.token("owner@acme");
    let mut blocker = database.raw();
    blocker.lock("acme");
    thread::scope(|scope| {
        let (told, answer) = channel();
        let service = &service;
        scope.spawn(move || told.send(service.enforce(&token, r#"{"enforced":true}"#)).unwrap());
        // the request waits for the blocker while the service is asked to go
        assert!(answer.recv_timeout(std::time::Duration::from_millis(300)).is_err());
        service.signal("TERM");
        assert!(answer.recv_timeout(std::time::Duration::from_millis(300)).is_err());
        blocker.execute("COMMIT");
        assert_eq!(answer.recv_timeout(crate::fixtures::TIMEOUT).unwrap().status, 200);
    });
    let (code, log) = service.ended();
    assert_eq!(code, Some(0), "{log}");
    assert!(database.stored("acme").mfa_enforced);
}

#[test]
fn a_missing_sqlite_file_is_refused_and_never_made() {
    let database = Database::sqlite();
    let home = Home::of(&database);
    for arguments in [&["serve"][..], &["serve", "--migrate"]] {
        let told = home.fail(arguments);
        assert!(told.contains("does not exist"), "{told}");
    }
    home.fail(&["organization", "list"]);
    let file = database.url();
    let folder = std::path::Path::new(file.trim_start_matches("sqlite://")).parent().unwrap();
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
}

#[test]
fn a_configuration_that_is_weak_or_wrong_is_refused_by_name() {
    let database = Database::sqlite();
    for (variable, value, words) in [
        ("PORTCULLIS_JWT_SECRET", "short", "32 bytes"),
        ("PORTCULLIS_JWT_SECRET", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "random"),
        ("PORTCULLIS_JWKS_URL", "https://idp.example/keys", "are mutually exclusive"),
        ("PORTCULLIS_ISSUER", "", "PORTCULLIS_ISSUER is required"),
        ("PORTCULLIS_ISSUER", "http://idp.example", "http://"),
        ("PORTCULLIS_AUDIENCE", "", "PORTCULLIS_AUDIENCE is required"),
        ("PORTCULLIS_TOKEN_TYPE", "JWT", "any or at+jwt"),
        ("PORTCULLIS_ENCRYPTION_KEY", "", "is required"),
        ("PORTCULLIS_ENCRYPTION_KEY", "c2hvcnQ=", "32 random bytes"),
        ("PORTCULLIS_PUBLIC_URL", "", "PORTCULLIS_PUBLIC_URL is required"),
        ("PORTCULLIS_PUBLIC_URL", "http://mfa.example", "https://"),
        ("PORTCULLIS_PUBLIC_URL", "https://idp.example", "must not be the issuer"),
        ("PORTCULLIS_BIND", "nowhere", "ADDRESS:PORT"),
        ("PORTCULLIS_DATABASE_POOL", "many", "whole number"),
        ("PORTCULLIS_JWKS_FILE", "keys.json", "are mutually exclusive"),
        ("PORTCULLIS_TYPO", "x", "unknown setting PORTCULLIS_TYPO"),
        ("DATABASE_URL", "mysql://localhost/x", "sqlite:// or postgres://"),
    ] {
        let home = Home::of(&database);
        home.succeed(&["migrate"]);
        let home = home.with(variable, value);
        let told = home.fail(&["serve"]);
        assert!(told.contains(words), "{variable}={value}: {told}");
        assert!(!told.contains("aaaaaaaa"), "a secret is told: {told}");
    }
}

/// SEC-2: found out before the first member is.
fn a_key_that_opens_nothing_is_refused_at_the_start(database: &Database) {
    let home = Home::of(database);
    home.populate();
    drop(home.serve(&[]));
    let other = "YW5vdGhlcl9lbmNyeXB0aW9uX2tleV9vZl8zMl9ieXQ=";
    let home = home.with("PORTCULLIS_ENCRYPTION_KEY", other);
    let told = home.fail(&["serve"]);
    assert!(told.contains("PORTCULLIS_ENCRYPTION_KEY") && told.contains("does not open"), "{told}");
    assert!(!told.contains(other), "{told}");
    // both at once, the new one first
    let both = format!("{other},{}", crate::fixtures::ENCRYPTION_KEY);
    home.with("PORTCULLIS_ENCRYPTION_KEY", &both).serve(&[]);
}
