//! Concurrent and contradicting changes.

use crate::fixtures::{Database, Home, heavy};
use std::thread;

/// Changes of each of the two kinds.
fn each() -> usize {
    heavy(100, 20)
}

/// The number of concurrent clients: few enough for a slow disk, and more than there are connections that write.
const CLIENTS: usize = 24;

on_each_database! { failed_change_is_never_made_after_a_later_one }

/// Asserts that every change succeeded and left one entry, and that the last one is stored.
fn assert_nothing_was_lost(database: &Database, before: usize, each: usize) {
    let entries = database.assert_audit_log_agrees("acme");
    let changes = &entries[before..];
    assert_eq!(changes.len(), 2 * each);
    for action in ["policy.enforce", "policy.relax"] {
        assert_eq!(changes.iter().filter(|entry| entry.action == action).count(), each, "{action}");
    }
    assert!(changes.iter().any(|entry| entry.outcome == "changed"));
}

#[cfg(feature = "postgres")]
#[test]
fn two_processes_write_to_one_postgresql_database() {
    use std::collections::BTreeSet;
    use std::sync::Barrier;

    let each = each();
    let database = Database::postgres();
    let home = Home::of(&database);
    home.populate();
    let services = [home.serve(&[]), home.serve(&[])];
    let token = home.token("owner@acme");
    let before = database.audit_log("acme").len();

    let barrier = Barrier::new(CLIENTS);
    let statuses: Vec<u16> = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (services, barrier, token) = (&services, &barrier, &token);
                scope.spawn(move || {
                    barrier.wait();
                    let mine = (client..2 * each).step_by(CLIENTS);
                    let call = |call: usize| {
                        // each process gets the same number of both changes
                        let service = &services[call / 2 % 2];
                        let body =
                            if call.is_multiple_of(2) { r#"{"enforced":true}"# } else { r#"{"enforced":false}"# };
                        service.try_enforce(token, body, &format!("blocker-{call}")).unwrap().status
                    };
                    mine.map(call).collect::<Vec<_>>()
                })
            })
            .collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    assert_eq!(statuses, vec![200; 2 * each]);
    assert_nothing_was_lost(&database, before, each);
    let requests: BTreeSet<_> = database.audit_log("acme").into_iter().filter_map(|entry| entry.request_id).collect();
    assert_eq!(requests.len(), 2 * each, "each request has its own entry");
}

/// Changes that timed out must not be executed after a later change succeeded.
fn failed_change_is_never_made_after_a_later_one(database: &Database) {
    let each = each();
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    let token = home.token("owner@acme");
    let mut blocker = database.raw();
    blocker.lock("acme");
    thread::scope(|scope| {
        let calls: Vec<_> = (0..each)
            .map(|_| {
                let (service, token) = (&service, &token);
                scope.spawn(move || service.enforce(token, r#"{"enforced":true}"#).status)
            })
            .collect();
        // the organization stays locked until every request has its answer
        let statuses: Vec<_> = calls.into_iter().map(|call| call.join().unwrap()).collect();
        // 503 says that nothing was begun: the request had no place in time
        assert!(statuses.contains(&500) && statuses.iter().all(|status| matches!(status, 500 | 503)), "{statuses:?}");
    });
    blocker.execute("COMMIT");
    assert_eq!(service.enforce(&token, r#"{"enforced":false}"#).status, 200);
    let settled = database.assert_audit_log_agrees("acme").len();
    // any running request ends within the deadline of an answer
    let (_never, time_passes) = std::sync::mpsc::channel::<()>();
    let _ = time_passes.recv_timeout(std::time::Duration::from_secs(6));
    assert_eq!(database.assert_audit_log_agrees("acme").len(), settled);
    assert!(!database.stored("acme").mfa_enforced);
}

#[test]
fn service_and_command_line_write_to_one_sqlite_file() {
    const COMMANDS_AT_ONCE: usize = 4;
    let each = each();
    let database = Database::sqlite();
    let home = Home::of(&database);
    home.populate();
    let service = home.serve(&[]);
    let token = home.token("owner@acme");
    let before = database.audit_log("acme").len();

    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (service, token) = (&service, &token);
            scope.spawn(move || {
                for call in (client..each).step_by(CLIENTS) {
                    let answer =
                        service.try_enforce(token, r#"{"enforced":true}"#, &format!("blocker-{call}")).unwrap();
                    assert_eq!(answer.status, 200, "{answer:?}");
                }
            });
        }
        for _ in 0..COMMANDS_AT_ONCE {
            let home = &home;
            scope.spawn(move || {
                for _ in 0..each / COMMANDS_AT_ONCE {
                    home.succeed(&["policy", "relax", "--organization", "acme"]);
                }
            });
        }
    });
    assert_nothing_was_lost(&database, before, each);
}
