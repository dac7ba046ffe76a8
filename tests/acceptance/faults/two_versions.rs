//! The previous release and this one on one database at the same time.
//!
//! `scripts/two-versions REVISION` builds another revision of the program and sets `PORTCULLIS_PREVIOUS_PROGRAM` to its
//! path. Without it the test is skipped.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::{ENFORCE, RELAX};
use crate::fixtures::{Database, Home, Service, code, enrolled, login, root, sleep, timed, unlock, variable};

on_each_database! {
    previous_and_current_release_share_a_database,
    service_runs_on_a_newer_schema,
}

fn previous() -> Option<PathBuf> {
    let program = variable("PORTCULLIS_PREVIOUS_PROGRAM").map(PathBuf::from);
    if program.is_none() {
        println!(
            "## SKIPPED: two versions on one database: PORTCULLIS_PREVIOUS_PROGRAM is not set (make two-versions)"
        );
    }
    program
}

/// F-26, F-24
fn previous_and_current_release_share_a_database(database: &Database) {
    let Some(previous) = previous() else { return };
    let (older, newer) = (Home::of(database).running(&previous), Home::of(database));
    older.populate();
    let before = older.serve(&[]);
    let (owner, user) = (older.token("owner@acme"), older.token("user@acme"));

    // migrate while the previous release is busy
    let over = AtomicBool::new(false);
    let applied = thread::scope(|scope| {
        let clients: Vec<_> = (0..4)
            .map(|client| {
                let (before, owner, user, over) = (&before, &owner, &user, &over);
                scope.spawn(move || {
                    let (mut asked, mut slowest) = (0, Duration::ZERO);
                    while !over.load(Ordering::SeqCst) {
                        let (status, took) = timed(|| {
                            if client % 2 == 0 { before.enforce(owner, RELAX).status } else { before.gate(user).0 }
                        });
                        assert_eq!(status, 200, "after {took:?}");
                        (asked, slowest) = (asked + 1, slowest.max(took));
                    }
                    (asked, slowest)
                })
            })
            .collect();
        let applied = newer.succeed(&["migrate"]);
        sleep(Duration::from_millis(300));
        over.store(true, Ordering::SeqCst);
        for client in clients {
            let (asked, slowest) = client.join().unwrap();
            println!("{asked} answers while it migrated, the slowest after {slowest:?}");
        }
        applied
    });
    println!("{applied}");

    let (after, mut alice) = (newer.serve(&[]), None);
    // one release enrols a member, the other accepts the evidence
    for (one, other) in [(&before, &after), (&after, &before)] {
        alice = Some(assert_both_serve_everything(database, &newer, one, other));
    }
    // downgrade: the previous release starts on the newer schema and data
    drop((before, after));
    let back = older.serve(&[]);
    assert_eq!(back.get("/readyz").status, 200);
    assert_eq!(back.gate(&alice.unwrap()).0, 200);
    assert_both_serve_everything(database, &older, &back, &back);
    let rolling = newer.serve(&[]);
    assert_both_serve_everything(database, &newer, &rolling, &back);
}

/// F-26, F-24: this release as the previous one: it runs while the schema is extended, and starts on the extended schema.
fn service_runs_on_a_newer_schema(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let before = home.serve(&[]);
    assert_both_serve_everything(database, &home, &before, &before);
    let mut raw = database.raw();
    for table in raw.tables() {
        raw.execute(&format!(
            "ALTER TABLE {table} ADD COLUMN later TEXT; ALTER TABLE {table} ADD COLUMN count INTEGER NOT NULL DEFAULT 0"
        ));
    }
    raw.execute("CREATE TABLE later (id INTEGER NOT NULL PRIMARY KEY)");
    raw.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000000')");
    assert_eq!(before.get("/readyz").status, 200);
    assert_both_serve_everything(database, &home, &before, &home.serve(&[]));
}

/// Enrols with one service and verifies with the other; each honours the other's changes. Returns a token that passes.
fn assert_both_serve_everything(database: &Database, home: &Home, one: &Service, other: &Service) -> String {
    let (owner, administrator) = (home.token("owner@acme"), home.token("administrator@acme"));
    unlock(database);
    // neither has an authenticator, and the other release may have enforced MFA
    home.succeed(&["policy", "relax", "--organization", "acme"]);
    assert_eq!(one.post(&administrator, "/mfa/reset", &json!({ "resetUserId": "user" })).status, 200);
    assert_eq!(other.enforce(&owner, RELAX).status, 200);
    let alice = enrolled(home, one);
    assert_eq!(other.enforce(&owner, ENFORCE).status, 200);
    let honoured = |service: &Service, token: &str, status: u16| {
        crate::fixtures::eventually(Duration::from_secs(3), "the change is honoured", || {
            service.gate(token).0 == status
        });
    };
    // not the session of the enrolment, which is verified by it
    let elsewhere = home.session_token("sid-2");
    honoured(one, &elsewhere, 401);
    let granted = login(other, &elsewhere, &code(&alice.secret, 0));
    assert_eq!(granted.status, 200, "{granted:?}");
    let full = granted.body["fullAccessToken"].as_str().unwrap();
    for service in [one, other] {
        honoured(service, &elsewhere, 200);
        // keys are reloaded every ten seconds
        crate::fixtures::eventually(Duration::from_secs(15), "the keys are loaded", || service.gate(full).0 == 200);
        assert_eq!(service.get_as(&elsewhere, "/mfa/decision").body["data"]["decision"], "allow");
    }
    let refreshed = one.post("", "/mfa/refresh", &json!({ "refreshToken": granted.body["refreshToken"] }));
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
    let next = other.post("", "/user/refresh", &json!({ "refresh_token": refreshed.body["refreshToken"] }));
    assert_eq!(next.status, 200, "{next:?}");
    assert_eq!(login(one, &elsewhere, &alice.codes[0]).status, 200);
    assert_eq!(login(other, &elsewhere, &alice.codes[0]).status, 400, "a recovery code works once");
    database.assert_audit_log_agrees("acme");
    elsewhere
}

/// Statements that remove or limit something which the previous release does without.
const HARMLESS: [&str; 5] = [
    // several links for each member, where the previous release deletes a member's links before it inserts one
    "ALTER TABLE MAGIC_LINKS DROP CONSTRAINT MAGIC_LINKS_PKEY",
    "DROP TABLE MAGIC_LINKS",
    "ALTER TABLE MAGIC_LINKS_NEXT RENAME TO MAGIC_LINKS",
    "CREATE UNIQUE INDEX MAGIC_LINKS_BY_DIGEST ON MAGIC_LINKS (DIGEST)",
    // of a column that the previous release does not know
    "CREATE UNIQUE INDEX AUTHENTICATORS_BY_DISAVOWAL ON AUTHENTICATORS (DISAVOWAL_DIGEST) WHERE DISAVOWAL_DIGEST IS NOT NULL",
];

/// F-26: the previous release must run on the new schema. Statements that remove or narrow wait for a later release, and are
/// then listed in [`HARMLESS`] with a reason.
#[test]
fn migrations_only_expand_the_schema() {
    /// The last migration before the first release.
    const BEFORE: &str = "20261124800000_several_recipients";
    for database in ["postgres", "sqlite"] {
        let mut newer = 0;
        for folder in std::fs::read_dir(root().join("migrations").join(database)).unwrap() {
            let folder = folder.unwrap();
            if folder.file_name().to_str().unwrap() <= BEFORE {
                continue;
            }
            let text = std::fs::read_to_string(folder.path().join("up.sql")).unwrap();
            let mut narrowing = narrowing(&text);
            narrowing.retain(|statement| !HARMLESS.contains(&statement.as_str()));
            assert!(narrowing.is_empty(), "{}: {narrowing:?}", folder.path().display());
            newer += 1;
        }
        assert!(newer > 0, "{database}");
    }
}

/// The statements that may break the previous release.
fn narrowing(text: &str) -> Vec<String> {
    const TAKEN: [&str; 8] =
        [" DROP ", " RENAME ", " TYPE ", " SET NOT NULL ", " TRUNCATE ", " DELETE ", " ADD CONSTRAINT ", " ADD CHECK "];
    // what a function does is not done by the migration
    let text: String = text.split("$function$").step_by(2).collect();
    let text: String = text.lines().map(|line| line.split("--").next().unwrap().to_uppercase() + " ").collect();
    let statements = text.split(';').map(|statement| statement.split_whitespace().collect::<Vec<_>>().join(" "));
    let narrows = |statement: &String| {
        let statement = format!(" {statement} ").replace(" IS NOT NULL ", " ");
        let filled = statement.contains(" DEFAULT ") || statement.contains(" CREATE TABLE ");
        TAKEN.iter().any(|word| statement.contains(word))
            || (statement.contains(" NOT NULL ") && !filled)
            || statement.contains(" CREATE UNIQUE INDEX ")
    };
    statements.filter(narrows).collect()
}

#[test]
fn narrowing_statements_are_found() {
    for text in [
        "ALTER TABLE a DROP COLUMN b;",
        "CREATE TABLE c (d text); ALTER TABLE a\n  RENAME TO b;",
        "ALTER TABLE a ALTER COLUMN b TYPE bigint;",
        "ALTER TABLE a ALTER COLUMN b SET NOT NULL;",
        "ALTER TABLE a ADD COLUMN b integer NOT NULL;",
        "create unique index a on b (c);",
    ] {
        assert_eq!(narrowing(text).len(), 1, "{text}");
    }
    for text in [
        "-- DROP nothing\nALTER TABLE a ADD COLUMN b integer;",
        "ALTER TABLE a ADD COLUMN b integer NOT NULL DEFAULT 0;",
        "CREATE TABLE a (b integer NOT NULL PRIMARY KEY) STRICT; CREATE INDEX c ON a (b);",
        "CREATE FUNCTION a() RETURNS void AS $function$ BEGIN DELETE FROM b; DROP TABLE c; END $function$;",
        "CREATE INDEX a ON b (c) WHERE c IS NOT NULL; INSERT INTO a (b) SELECT c FROM d WHERE c IS NOT NULL;",
    ] {
        assert!(narrowing(text).is_empty(), "{text}");
    }
}
