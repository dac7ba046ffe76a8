//! The database is down at the start, or goes down.
#![cfg(feature = "postgres")]

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::{ANSWERED, ENFORCE, RELAX, assert_recorded, failed, recovered};
use crate::fixtures::{Answer, Database, Home, PostgresServer, Proxy, now, sleep, timed};

/// F-01
#[test]
fn service_starts_without_a_database_and_recovers() {
    let database = Database::postgres();
    let direct = Home::of(&database);
    direct.populate();
    let proxy = Proxy::to(&database.url());
    proxy.refuse();
    let home = Home::of(&database).with("DATABASE_URL", &proxy.url);
    let (owner, user) = (home.token("owner@acme"), home.token("user@acme"));

    let (service, started) = timed(|| home.serve(&[]));
    println!("listened after {started:?} without a database");
    let unavailable = json!({ "success": false, "error": "Service temporarily unavailable" });
    assert_eq!(service.get("/livez").status, 200);
    assert_eq!(service.get("/readyz"), Answer { status: 503, body: unavailable.clone() });
    for _ in 0..3 {
        let (answer, took) = timed(|| service.enforce(&owner, ENFORCE));
        assert_eq!(answer, failed());
        assert!(took < ANSWERED, "{took:?}");
        assert_eq!(service.get_as(&user, "/mfa/decision"), Answer { status: 503, body: unavailable.clone() });
        assert_eq!(service.gate(&user), (503, "service.unavailable".into()));
        // a request without a token is rejected without the database
        assert_eq!(service.enforce("", ENFORCE).status, 401);
    }
    proxy.restore();
    recovered("the database came", now(), || service.get("/readyz").status == 200);
    assert_eq!(service.enforce(&owner, ENFORCE).status, 200);
    assert_eq!(service.gate(&user), (403, "enrolment.required".into()));
    database.assert_audit_log_agrees("acme");
}

/// F-02
#[test]
fn restarted_database_costs_one_failure_per_connection() {
    const CONNECTIONS: usize = 4;
    const CLIENTS: usize = 4;
    let server = PostgresServer::started();
    let database = Database::postgres_on(&server.url);
    let home = Home::of(&database).with("PORTCULLIS_DATABASE_POOL", &CONNECTIONS.to_string());
    home.populate();
    let service = home.serve(&[]);
    let owner = home.token("owner@acme");
    let back = AtomicBool::new(false);
    let well = AtomicBool::new(false);
    let over = AtomicBool::new(false);
    let (acknowledged, failures, late) = (Mutex::new(Vec::new()), Mutex::new(0), Mutex::new(0));
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (service, owner, back, well, over) = (&service, &owner, &back, &well, &over);
            let (acknowledged, failures, late) = (&acknowledged, &failures, &late);
            scope.spawn(move || {
                for call in 0.. {
                    if over.load(Ordering::SeqCst) {
                        return;
                    }
                    let (asked_back, asked_well) = (back.load(Ordering::SeqCst), well.load(Ordering::SeqCst));
                    let request = format!("died-{client}-{call}");
                    let body = if call % 2 == 0 { ENFORCE } else { RELAX };
                    let (answer, took) = timed(|| service.try_enforce(owner, body, &request).unwrap());
                    assert!(took < ANSWERED, "{took:?}");
                    if answer.status == 200 {
                        acknowledged.lock().unwrap().push(request);
                    } else {
                        // or it had no place in time
                        assert!(answer == failed() || answer.status == 503, "{answer:?}");
                        assert!(!asked_well, "failed after the recovery");
                        *failures.lock().unwrap() += 1;
                        *late.lock().unwrap() += usize::from(asked_back);
                    }
                }
            });
        }
        sleep(Duration::from_millis(500));
        server.crash();
        sleep(Duration::from_millis(300));
        server.start();
        back.store(true, Ordering::SeqCst);
        recovered("the database died and was started again", now(), || service.get("/readyz").status == 200);
        // each dead connection has been noticed by now
        sleep(Duration::from_secs(2));
        well.store(true, Ordering::SeqCst);
        sleep(Duration::from_secs(2));
        over.store(true, Ordering::SeqCst);
    });
    let (acknowledged, failures, late) =
        (acknowledged.into_inner().unwrap(), failures.into_inner().unwrap(), late.into_inner().unwrap());
    println!(
        "{} acknowledged, {failures} failed, {late} of them asked after the database was back",
        acknowledged.len()
    );
    assert!(late <= CONNECTIONS + CLIENTS, "{late}");
    assert!(failures > 0 && acknowledged.len() > 20);
    assert_recorded(&database, "acme", &acknowledged);

    // no requests while it is down: each dead connection fails at most one request
    server.crash();
    server.start();
    let failed = (0..20).filter(|_| service.enforce(&owner, ENFORCE).status != 200).count();
    println!("{failed} failed after an unnoticed restart");
    assert!(failed <= CONNECTIONS, "{failed}");
    assert_eq!(service.enforce(&owner, RELAX).status, 200);
    assert_recorded(&database, "acme", &[]);
}
