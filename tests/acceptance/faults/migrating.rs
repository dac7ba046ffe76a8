//! The schema changes while others are at work, and who changes it may die.

use std::thread;
use std::time::Duration;

use super::{RECOVERED, now, pass, timed};
use crate::database::Database;
use crate::program::{Home, PATIENCE};

on_each_database! { a_migration_that_was_killed_is_resumed_and_nobody_serves_what_is_half_done }

/// A database as it is before any migration.
fn another(database: &Database) -> Database {
    match database {
        Database::Sqlite(_) => Database::sqlite(),
        #[cfg(feature = "postgres")]
        Database::Postgres { .. } => Database::postgres(),
    }
}

fn is_pending(home: &Home) -> bool {
    home.succeed(&["migrate", "status"]).contains("pending ")
}

/// F-25
fn a_migration_that_was_killed_is_resumed_and_nobody_serves_what_is_half_done(database: &Database) {
    const MOMENTS: u32 = 12;
    let home = Home::of(database);
    let ((), whole) = timed(|| drop(home.succeed(&["migrate"])));
    let (mut half, mut slowest) = (0, Duration::ZERO);
    for moment in 1..=MOMENTS {
        let database = another(database);
        let home = Home::of(&database);
        let mut migration = home.begin(&["migrate"]);
        pass(whole * moment / MOMENTS);
        let _ = migration.kill();
        migration.wait().unwrap();
        // a server may still be at it for a moment, and a file may not be there yet
        let status = home.run(&["migrate", "status"]);
        let told = String::from_utf8_lossy(&status.stdout).into_owned();
        if !status.status.success() || told.contains("pending ") {
            half += 1;
            let complaint = home.fail(&["serve"]);
            assert!(complaint.contains("portcullis migrate") || complaint.contains("does not exist"), "{complaint}");
        }
        let (_, took) = timed(|| home.succeed(&["migrate"]));
        slowest = slowest.max(took);
        assert!(!is_pending(&home));
        home.populate();
        let service = home.serve(&[]);
        assert_eq!(service.get("/readyz").status, 200);
        assert_eq!(service.enforce(&home.token("owner@acme"), super::ENFORCE).status, 200);
        database.assert_trail_agrees("acme");
    }
    println!("{half} of {MOMENTS} were killed before the end of {whole:?}; the slowest resumed in {slowest:?}");
    assert!(half > 0 && slowest < RECOVERED);
}

/// F-25: killed while it waits for what somebody else holds, in the middle of what is pending.
#[cfg(feature = "postgres")]
#[test]
fn a_service_is_not_ready_while_a_migration_that_was_killed_is_half_done() {
    let database = Database::postgres();
    let home = Home::of(&database);
    home.populate();
    let service = home.serve(&[]);
    home.succeed(&["migrate", "revert"]);
    home.succeed(&["migrate", "revert"]);
    assert_eq!(service.get("/readyz").status, 503);
    let mut rival = database.raw();
    rival.execute("BEGIN; SELECT count(*) FROM organizations");
    let mut migration = home.begin(&["migrate"]);
    // the first of the two is done, and the second waits for the rival
    let pending = || home.succeed(&["migrate", "status"]).matches("pending ").count();
    let begun = now();
    while pending() != 1 {
        assert!(begun.elapsed() < PATIENCE, "{}", pending());
    }
    migration.kill().unwrap();
    migration.wait().unwrap();
    assert_eq!(pending(), 1);
    for _ in 0..3 {
        assert_eq!(service.get("/readyz").status, 503);
    }
    assert!(home.fail(&["serve"]).contains("portcullis migrate"));
    rival.execute("COMMIT");
    home.succeed(&["migrate"]);
    super::recovered("the rest was migrated", now(), || service.get("/readyz").status == 200);
    assert_eq!(service.enforce(&home.token("owner@acme"), super::ENFORCE).status, 200);
}

/// F-24: what changes a table has to have it alone, and whoever comes after it waits behind it. It must not wait there for
/// longer than they may.
#[cfg(feature = "postgres")]
#[test]
fn a_migration_that_has_to_wait_makes_nobody_fail_and_may_be_asked_for_again() {
    use std::sync::atomic::{AtomicBool, Ordering};

    let database = Database::postgres();
    let home = Home::of(&database);
    home.populate();
    let service = home.serve(&[]);
    let (owner, user) = (home.token("owner@acme"), home.token("user@acme"));
    // a long report, say
    let mut rival = database.raw();
    rival.execute("BEGIN; SELECT count(*) FROM organizations");
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let clients: Vec<_> = (0..6)
            .map(|client| {
                let (service, owner, user, over) = (&service, &owner, &user, &over);
                scope.spawn(move || {
                    let (mut asked, mut slowest) = (0, Duration::ZERO);
                    while !over.load(Ordering::SeqCst) {
                        let (status, took) = timed(|| match client % 3 {
                            0 => service.enforce(owner, r#"{"enforced":false}"#).status,
                            1 => service.get_as(user, "/mfa/decision").status,
                            _ => service.gate(user).0,
                        });
                        assert_eq!(status, 200, "client {client} after {took:?}");
                        asked += 1;
                        slowest = slowest.max(took);
                    }
                    (asked, slowest)
                })
            })
            .collect();
        // taking the last one back changes the same table as making it does, and while the rival holds it never gets there
        let (told, took) = timed(|| home.fail(&["migrate", "revert"]));
        over.store(true, Ordering::SeqCst);
        for (client, joined) in clients.into_iter().enumerate() {
            let (asked, slowest) = joined.join().unwrap();
            println!("client {client}: {asked} answers, none failed, the slowest after {slowest:?}");
        }
        println!("the migration gave up after {took:?}: {told}");
        assert!(took < PATIENCE, "{took:?}");
        assert!(told.contains("lock timeout"), "{told}");
    });
    assert!(!is_pending(&home), "it is as it was");
    rival.execute("COMMIT");
    home.succeed(&["migrate", "revert"]);
    assert_eq!(service.get("/readyz").status, 503);
    home.succeed(&["migrate"]);
    super::recovered("the schema was behind", now(), || {
        service.get("/readyz").status == 200 && service.enforce(&owner, super::ENFORCE).status == 200
    });
}
