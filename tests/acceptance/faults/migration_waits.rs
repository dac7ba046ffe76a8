//! A migration waits for a table that others use.
#![cfg(feature = "postgres")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::{ENFORCE, RELAX, recovered};
use crate::fixtures::{Database, Home, TIMEOUT, now, timed};

/// F-25: killed while it waits for what somebody else holds, in the middle of what is pending.
#[test]
fn a_service_is_not_ready_while_a_migration_that_was_killed_is_half_done() {
    let database = Database::postgres();
    let home = Home::of(&database);
    home.populate();
    let service = home.serve(&[]);
    home.succeed(&["migrate", "revert"]);
    home.succeed(&["migrate", "revert"]);
    assert_eq!(service.get("/readyz").status, 503);
    let mut blocker = database.raw();
    blocker.execute("BEGIN; SELECT count(*) FROM organizations");
    let mut migration = home.spawn(&["migrate"]);
    // the first of the two is done, and the second waits for the blocker
    let pending = || home.succeed(&["migrate", "status"]).matches("pending ").count();
    let begun = now();
    while pending() != 1 {
        assert!(begun.elapsed() < TIMEOUT, "{}", pending());
    }
    migration.kill().unwrap();
    migration.wait().unwrap();
    assert_eq!(pending(), 1);
    for _ in 0..3 {
        assert_eq!(service.get("/readyz").status, 503);
    }
    assert!(home.fail(&["serve"]).contains("portcullis migrate"));
    blocker.execute("COMMIT");
    home.succeed(&["migrate"]);
    recovered("the rest was migrated", now(), || service.get("/readyz").status == 200);
    assert_eq!(service.enforce(&home.token("owner@acme"), ENFORCE).status, 200);
}

/// F-24: what changes a table has to have it alone, and whoever comes after it waits behind it. It must not wait there for
/// longer than they may.
#[test]
fn a_migration_that_has_to_wait_makes_nobody_fail_and_may_be_asked_for_again() {
    let database = Database::postgres();
    let home = Home::of(&database);
    home.populate();
    let service = home.serve(&[]);
    let (owner, user) = (home.token("owner@acme"), home.token("user@acme"));
    // a long report, say
    let mut blocker = database.raw();
    blocker.execute("BEGIN; SELECT count(*) FROM organizations");
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let clients: Vec<_> = (0..6)
            .map(|client| {
                let (service, owner, user, over) = (&service, &owner, &user, &over);
                scope.spawn(move || {
                    let (mut asked, mut slowest) = (0, Duration::ZERO);
                    while !over.load(Ordering::SeqCst) {
                        let (status, took) = timed(|| match client % 3 {
                            0 => service.enforce(owner, RELAX).status,
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
        // taking the last one back changes the same table as making it does, and while the blocker holds it never gets there
        let (told, took) = timed(|| home.fail(&["migrate", "revert"]));
        over.store(true, Ordering::SeqCst);
        for (client, joined) in clients.into_iter().enumerate() {
            let (asked, slowest) = joined.join().unwrap();
            println!("client {client}: {asked} answers, none failed, the slowest after {slowest:?}");
        }
        println!("the migration gave up after {took:?}: {told}");
        assert!(took < TIMEOUT, "{took:?}");
        assert!(told.contains("lock timeout"), "{told}");
    });
    assert!(!home.succeed(&["migrate", "status"]).contains("pending "), "it is as it was");
    blocker.execute("COMMIT");
    home.succeed(&["migrate", "revert"]);
    assert_eq!(service.get("/readyz").status, 503);
    home.succeed(&["migrate"]);
    recovered("the schema was behind", now(), || {
        service.get("/readyz").status == 200 && service.enforce(&owner, ENFORCE).status == 200
    });
}
