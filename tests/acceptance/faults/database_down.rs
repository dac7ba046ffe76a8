//! The database is not there, or goes.
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
fn a_database_that_is_away_at_the_start_leaves_the_service_live_and_it_recovers_by_itself() {
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
        // who shows no token hears so from nobody's database
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
fn a_database_that_died_between_requests_costs_one_failure_for_each_connection_at_most() {
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
                        assert_eq!(answer, failed());
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
        // each connection that died has been met by now
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

    // nobody asks while it is down: its connections are found dead before anybody is harmed, or harm one each
    server.crash();
    server.start();
    let failed = (0..20).filter(|_| service.enforce(&owner, ENFORCE).status != 200).count();
    println!("{failed} failed after a restart that nobody saw");
    assert!(failed <= CONNECTIONS, "{failed}");
    assert_eq!(service.enforce(&owner, RELAX).status, 200);
    assert_recorded(&database, "acme", &[]);
}
