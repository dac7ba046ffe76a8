//! The database accepts connections and requests, and never answers.
#![cfg(feature = "postgres")]

use std::thread;
use std::time::Duration;

use serde_json::json;

use super::{ANSWERED, ENFORCE, RELAX, failed, most_threads, recovered, threads_for};
use crate::fixtures::{
    Database, Home, PostgresServer, Proxy, enrolled, login, now, sleep, threads as threads_of, timed,
};

const CONNECTIONS: usize = 4;

/// Verification takes more than one transaction, and has a deadline of nine seconds.
const PROVED: Duration = Duration::from_secs(10);

/// The gate has a deadline of one second, and its cache is valid for one second.
const JUDGED: Duration = Duration::from_secs(2);

/// F-07
#[test]
fn requests_are_answered_while_the_network_stalls() {
    let database = Database::postgres();
    let proxy = Proxy::to(&database.url());
    assert_answers_in_time(&database, &proxy.url, || proxy.stall(), || proxy.restore());
}

/// F-07
#[test]
fn requests_are_answered_while_the_database_hangs() {
    let server = PostgresServer::started();
    let database = Database::postgres_on(&server.url);
    assert_answers_in_time(&database, &database.url(), || server.hang(), || server.resume());
}

fn assert_answers_in_time(database: &Database, url: &str, hang: impl Fn(), go_on: impl Fn()) {
    Home::of(database).populate();
    let home = Home::of(database).with("DATABASE_URL", url).with("PORTCULLIS_DATABASE_POOL", &CONNECTIONS.to_string());
    let service = home.serve(&[]);
    let alice = enrolled(&home, &service);
    let owner = home.token("owner@acme");
    assert_eq!(login(&service, &alice.token, &alice.codes[0]).status, 200);
    assert_eq!(service.gate(&alice.token).0, 200);
    let threads = threads_of(service.pid());
    hang();
    let asked = |what: &str, most: Duration, ask: &dyn Fn() -> u16, expected: u16| {
        let (status, took) = timed(ask);
        assert_eq!(status, expected, "{what}");
        assert!(took < most, "{what} was answered after {took:?}");
        took
    };
    // the gate's cache is valid for a second
    sleep(Duration::from_millis(1_500));
    let ((), most) = most_threads(&service, || {
        thread::scope(|scope| {
            for client in 0..12 {
                let (service, owner, alice, asked) = (&service, &owner, &alice, &asked);
                scope.spawn(move || match client % 6 {
                    0 | 1 => {
                        let (answer, took) = timed(|| service.enforce(owner, ENFORCE));
                        // or it had no place in time
                        assert!(answer == failed() || answer.status == 503, "{answer:?}");
                        assert!(took < ANSWERED, "{took:?}");
                    }
                    2 => drop(asked("decision", ANSWERED, &|| service.get_as(owner, "/mfa/decision").status, 503)),
                    3 => {
                        let (status, took) = timed(|| login(service, &alice.token, "000000").status);
                        assert!(matches!(status, 500 | 503) && took < PROVED, "{status} {took:?}");
                    }
                    4 => {
                        let unknown = json!({ "refreshToken": "unknown" });
                        let refresh = || service.post("", "/mfa/refresh", &unknown).status;
                        // a malformed token is rejected without the database
                        let (status, took) = timed(refresh);
                        assert!(matches!(status, 401 | 500 | 503) && took < ANSWERED, "{status} {took:?}");
                    }
                    _ => {
                        for _ in 0..3 {
                            asked("gate", JUDGED, &|| service.gate(&alice.token).0, 503);
                            asked("live", Duration::from_secs(1), &|| service.get("/livez").status, 200);
                        }
                        asked("ready", ANSWERED, &|| service.get("/readyz").status, 503);
                    }
                });
            }
        });
    });
    println!("{most} threads at most, {threads} at rest");
    assert!(most <= threads + threads_for(CONNECTIONS), "{most} threads, {threads} at rest");
    go_on();
    recovered("the database hung", now(), || service.enforce(&owner, RELAX).status == 200);
    assert_eq!(service.get("/readyz").status, 200);
    // running requests end now, and none of them is executed after a later success
    let settled = database.assert_audit_log_agrees("acme").len();
    sleep(Duration::from_secs(3));
    assert_eq!(database.assert_audit_log_agrees("acme").len(), settled);
    assert!(!database.stored("acme").mfa_enforced);
    assert_eq!(service.gate(&alice.token).0, 200);
}
