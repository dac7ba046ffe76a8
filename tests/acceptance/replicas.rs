//! Two processes on one PostgreSQL database: each follows the other's changes in order, and without the database the gate
//! fails closed.
#![cfg(feature = "postgres")]

use crate::fixtures::{Database, Home, Proxy, TIMEOUT, heavy, now};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// The default staleness of the gate.
const STALENESS: Duration = Duration::from_secs(1);

/// The other process follows a change within a second and does not go back, even while older transactions commit later.
#[test]
fn other_replica_follows_a_change_within_a_second() {
    let database = Database::postgres();
    let home = Home::of(&database);
    home.populate();
    let (here, there) = (home.serve(&[]), home.serve(&[]));
    let (owner, user) = (home.token("owner@acme"), home.token("user@acme"));
    let changes = heavy(200, 20);
    let done = AtomicBool::new(false);
    let mut slowest = Duration::ZERO;
    thread::scope(|scope| {
        for blocker in 0..3_usize {
            let (database, done) = (&database, &done);
            // writes its entry first, and commits after transactions that began later
            scope.spawn(move || {
                let mut raw = database.raw();
                for nth in 0.. {
                    if done.load(Ordering::SeqCst) {
                        return;
                    }
                    let sequence = 1_000 + nth * 3 + blocker;
                    raw.execute("BEGIN");
                    raw.execute(&format!(
                        "INSERT INTO audit_entries (organization_id, sequence, at, actor_kind, actor, action, target_kind,
                             outcome, changes, policy_version)
                         VALUES ('other', {sequence}, now(), 'operator', 'blocker', 'blocker', 'organization', 'changed',
                             '[]', 1)"
                    ));
                    raw.execute("SELECT pg_sleep(0.3)");
                    raw.execute("COMMIT");
                }
            });
        }
        for change in 0..changes {
            let enforced = change.is_multiple_of(2);
            let expected = if enforced { 403 } else { 200 };
            assert_eq!(here.enforce(&owner, &format!(r#"{{"enforced":{enforced}}}"#)).status, 200);
            let changed = now();
            assert_eq!(here.gate(&user).0, expected, "at once in the process that made it");
            loop {
                let asked = changed.elapsed();
                if there.gate(&user).0 == expected {
                    slowest = slowest.max(asked);
                    break;
                }
                // no stale answer is allowed after the bound
                assert!(asked < STALENESS, "change {change} was not honoured after {asked:?}");
            }
            for _ in 0..3 {
                assert_eq!(there.gate(&user).0, expected, "change {change} was taken back");
            }
        }
        done.store(true, Ordering::SeqCst);
    });
    println!("the slowest of {changes} changes was honoured after {slowest:?}");
}

/// Without the database, the gate fails closed after the bound, answers in time, and recovers.
#[test]
fn gate_fails_closed_without_the_database() {
    assert_gate_fails_closed(Proxy::refuse);
}

/// The same with a database that never answers.
#[test]
fn gate_fails_closed_while_the_database_hangs() {
    assert_gate_fails_closed(Proxy::stall);
}

fn assert_gate_fails_closed(broken: impl Fn(&Proxy)) {
    let database = Database::postgres();
    let home = Home::of(&database);
    home.populate();
    let proxy = Proxy::to(&database.url());
    let wired = Home::of(&database).with("DATABASE_URL", &proxy.url);
    let service = wired.serve(&[]);
    let user = home.token("user@acme");
    assert_eq!(service.gate(&user).0, 200);
    broken(&proxy);
    let cut = now();
    let mut refused = 0;
    while refused < 10 {
        let asked = cut.elapsed();
        assert!(asked < TIMEOUT, "the failure was not noticed");
        match service.gate(&user) {
            (200, _) => assert!(asked < STALENESS, "passed {asked:?} after the cut"),
            (503, code) => {
                assert_eq!(code, "service.unavailable");
                let answered = cut.elapsed();
                assert!(
                    answered < asked + Duration::from_secs(3),
                    "asked {asked:?}, answered {answered:?} after the cut"
                );
                refused += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    proxy.restore();
    let mended = now();
    while service.gate(&user).0 != 200 {
        assert!(mended.elapsed() < TIMEOUT, "it did not recover");
    }
    println!("recovered {:?} after the database was back", mended.elapsed());
}
