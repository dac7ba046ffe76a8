//! A row is locked, or the database is slow.

use std::thread;
use std::time::Duration;

use serde_json::json;

use super::{ANSWERED, ENFORCE, RELAX, failed, most_threads, recovered, threads_for};
use crate::fixtures::{Database, Home, now, threads as threads_of, timed};

on_each_database! { locked_row_delays_only_its_organization }

const CONNECTIONS: usize = 3;
const CLIENTS: usize = 20;

/// F-05, F-06
fn locked_row_delays_only_its_organization(database: &Database) {
    let home = Home::of(database).with("PORTCULLIS_DATABASE_POOL", &CONNECTIONS.to_string());
    home.populate();
    let service = home.serve(&[]);
    let (owner, user, foreign) = (home.token("owner@acme"), home.token("user@acme"), home.token("foreign@other"));
    assert_eq!(service.get_as(&user, "/mfa/decision").status, 200);
    let threads = threads_of(service.pid());
    let before = database.audit_log("acme").len();
    let mut blocker = database.raw();
    blocker.lock("acme");

    let (slowest, most) = most_threads(&service, || {
        thread::scope(|scope| {
            let changes: Vec<_> = (0..CLIENTS)
                .map(|_| {
                    scope.spawn(|| {
                        let (answer, took) = timed(|| service.enforce(&owner, ENFORCE));
                        // requests that have no place in time are rejected before they start
                        let waited = answer.status != 503;
                        assert!(!waited || answer == failed(), "{answer:?}");
                        (took, waited)
                    })
                })
                .collect();
            let own = scope.spawn(|| {
                let policy = json!({ "enforced": true, "gracePeriodDays": 0, "allowedMethods": ["GOOGLE_AUTH"],
                    "maximumAgeSeconds": 600 });
                timed(|| service.put_if("\"1\"", &owner, "/mfa/organization/policy", &policy))
            });
            while !changes.iter().all(thread::ScopedJoinHandle::is_finished) {
                let (live, took) = timed(|| service.get("/livez").status);
                assert!(live == 200 && took < Duration::from_secs(1), "{live} {took:?}");
                let (decision, took) = timed(|| service.get_as(&user, "/mfa/decision").status);
                assert!(matches!(decision, 200 | 503) && took < ANSWERED, "{decision} {took:?}");
                let (decision, took) = timed(|| service.get_as(&foreign, "/mfa/decision").status);
                assert!(decision == 200 && took < ANSWERED, "another organization: {decision} {took:?}");
                // a locked SQLite file has no other rows to write
                if !matches!(database, Database::Sqlite(_)) {
                    let (change, took) = timed(|| service.enforce(&foreign, RELAX).status);
                    assert!(change == 200 && took < ANSWERED, "another organization: {change} {took:?}");
                }
                let (gate, took) = timed(|| service.gate(&user).0);
                assert!(gate == 200 && took < Duration::from_secs(2), "{gate} {took:?}");
            }
            let (answer, took) = own.join().unwrap();
            assert_eq!(answer.status, 503, "{answer:?}");
            let answers: Vec<_> = changes.into_iter().map(|change| change.join().unwrap()).collect();
            let waited = answers.iter().filter(|(_, waited)| *waited).count();
            assert!(waited > 0, "none was begun");
            answers.into_iter().map(|(took, _)| took).max().unwrap().max(took)
        })
    });
    println!("the slowest of {CLIENTS} was answered after {slowest:?}, with {most} threads at most, {threads} at rest");
    assert!(slowest < ANSWERED, "{slowest:?}");
    assert!(most <= threads + threads_for(CONNECTIONS), "{most} threads, {threads} at rest");
    blocker.execute("COMMIT");
    // the lock is released
    recovered("the row was let go", now(), || service.enforce(&owner, ENFORCE).status == 200);
    assert_eq!(database.assert_audit_log_agrees("acme").len(), before + 1, "a failed change was made");
}

/// F-06: every message to and from the database is delayed.
#[cfg(feature = "postgres")]
#[test]
fn slow_database_fails_in_time_without_late_changes() {
    let database = Database::postgres();
    Home::of(&database).populate();
    let proxy = crate::fixtures::Proxy::to(&database.url());
    let home = Home::of(&database).with("DATABASE_URL", &proxy.url);
    let service = home.serve(&[]);
    let (owner, user) = (home.token("owner@acme"), home.token("user@acme"));
    assert_eq!(service.gate(&user).0, 200);
    let before = database.audit_log("acme").len();
    proxy.delay(Duration::from_millis(100));
    for _ in 0..2 {
        let (answer, took) = timed(|| service.enforce(&owner, ENFORCE));
        assert_eq!(answer, failed());
        assert!(took < ANSWERED, "{took:?}");
    }
    let (live, took) = timed(|| service.get("/livez").status);
    assert!(live == 200 && took < Duration::from_secs(1), "{live} {took:?}");
    proxy.restore();
    recovered("the database was slow", now(), || service.enforce(&owner, ENFORCE).status == 200);
    assert_eq!(database.assert_audit_log_agrees("acme").len(), before + 1);
}
