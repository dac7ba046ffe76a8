//! Starting, not starting, and stopping.

use std::net::TcpListener;
use std::sync::mpsc::channel;
use std::thread;

use crate::fixtures::{Database, Home};

on_each_database! {
    wrong_encryption_key_is_refused_at_start,
    outdated_schema_is_refused_until_migrated,
    replicas_starting_together_migrate_once,
    termination_finishes_running_requests,
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
        ("PORTCULLIS_STEP_UP", "maybe", "PORTCULLIS_STEP_UP must be guarded, always or off"),
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
    // a name that is unknown hides nothing, and neither does the log's format
    let home = home.with("PORTCULLIS_MAIL_FORM", "x").with("DATABASE_URL", "mysql://localhost/x");
    let error = home.fail(&["serve"]);
    for words in ["unknown setting PORTCULLIS_MAIL_FORM", "PORTCULLIS_ISSUER is required", "PORTCULLIS_LOG_FORMAT "] {
        assert!(error.contains(words), "{words}: {error}");
    }
    let check = home.run(&["check"]);
    assert_eq!(check.status.code(), Some(1));
    let report = String::from_utf8(check.stdout).unwrap();
    for line in [
        "wrong  settings: unknown setting PORTCULLIS_MAIL_FORM",
        "wrong  log: PORTCULLIS_LOG_FORMAT must be text or json",
        "ok     listen: ",
        "wrong  tokens: ",
        "wrong  database: DATABASE_URL ",
    ] {
        assert!(report.lines().any(|one| one.starts_with(line)), "{line}: {report}");
    }
    assert!(home.fail(&["organization", "list"]).contains("unknown setting PORTCULLIS_MAIL_FORM"));
}

fn outdated_schema_is_refused_until_migrated(database: &Database) {
    let home = Home::of(database);
    home.succeed(&["migrate"]);
    home.succeed(&["migrate", "revert"]);
    let output = home.fail(&["serve"]);
    assert!(output.contains("portcullis migrate"), "{output}");
    assert!(home.succeed(&["migrate", "status"]).contains("pending "));
    let service = home.serve(&["--migrate"]);
    assert_eq!(service.get("/readyz").status, 200);
    assert!(!home.succeed(&["migrate", "status"]).contains("pending "));
}

fn replicas_starting_together_migrate_once(database: &Database) {
    let home = Home::of(database);
    home.succeed(&["migrate"]);
    home.succeed(&["migrate", "revert"]);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| assert_eq!(home.serve(&["--migrate"]).get("/readyz").status, 200));
        }
    });
}

fn termination_finishes_running_requests(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    let token = home.token("owner@acme");
    let mut blocker = database.raw();
    blocker.lock("acme");
    thread::scope(|scope| {
        let (sender, answer) = channel();
        let service = &service;
        scope.spawn(move || sender.send(service.enforce(&token, r#"{"enforced":true}"#)).unwrap());
        // the request waits for the lock while the service is terminated
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
fn missing_sqlite_file_is_refused_and_not_created() {
    let database = Database::sqlite();
    let home = Home::of(&database);
    for arguments in [&["serve"][..], &["serve", "--migrate"]] {
        let output = home.fail(arguments);
        assert!(output.contains("does not exist"), "{output}");
    }
    Home::of(&database).with("PORTCULLIS_STEP_UP", "maybe").fail(&["serve", "--migrate"]);
    home.fail(&["organization", "list"]);
    let file = database.url();
    let folder = std::path::Path::new(file.trim_start_matches("sqlite://")).parent().unwrap();
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
}

#[test]
fn weak_or_wrong_settings_are_refused_by_name() {
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
        let output = home.fail(&["serve"]);
        assert!(output.contains(words), "{variable}={value}: {output}");
        assert!(!output.contains("aaaaaaaa"), "a secret is printed: {output}");
    }
}

#[cfg(unix)]
#[test]
fn writable_key_file_is_refused_by_the_program() {
    use std::os::unix::fs::PermissionsExt as _;
    let database = Database::sqlite();
    let home = Home::of(&database).with("PORTCULLIS_ENCRYPTION_KEY", "").with("PORTCULLIS_ENCRYPTION_KEY_FILE", "key");
    let key = home.folder.path().join("key");
    std::fs::write(&key, crate::fixtures::ENCRYPTION_KEY).unwrap();
    let mode = |mode| std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o600);
    home.populate();
    mode(0o620);
    for command in [&["serve"][..], &["keys", "list"], &["organization", "list"]] {
        let output = home.fail(command);
        assert!(output.contains("can write (mode 0620)"), "{command:?}: {output}");
    }
    let check = home.run(&["check"]);
    assert!(String::from_utf8_lossy(&check.stdout).contains("wrong  files: "), "{check:?}");
    mode(0o640);
    let service = home.serve(&[]);
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", service.pid())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().filter(|word| *word == "0").count(), 2, "{core}");
}

/// SEC-2: the error is found at the start, not by the first member.
fn wrong_encryption_key_is_refused_at_start(database: &Database) {
    let home = Home::of(database);
    home.populate();
    drop(home.serve(&[]));
    let other = "YW5vdGhlcl9lbmNyeXB0aW9uX2tleV9vZl8zMl9ieXQ=";
    let home = home.with("PORTCULLIS_ENCRYPTION_KEY", other);
    let output = home.fail(&["serve"]);
    assert!(output.contains("PORTCULLIS_ENCRYPTION_KEY") && output.contains("does not open"), "{output}");
    assert!(!output.contains(other), "{output}");
    let stored = |home: &Home| {
        let report = String::from_utf8(home.run(&["check"]).stdout).unwrap();
        report.lines().find(|line| line.contains("stored secrets: ")).unwrap().to_owned()
    };
    let missing = stored(&home);
    assert!(missing.starts_with("wrong  stored secrets: PORTCULLIS_ENCRYPTION_KEY lacks keys"), "{missing}");
    // with both keys, the new one first
    let both = format!("{other},{}", crate::fixtures::ENCRYPTION_KEY);
    let home = home.with("PORTCULLIS_ENCRYPTION_KEY", &both);
    assert_eq!(stored(&home), "ok     stored secrets: all open with the configured keys");
    home.serve(&[]);
}
