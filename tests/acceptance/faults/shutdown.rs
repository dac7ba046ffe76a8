//! SIGTERM under load.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::{ENFORCE, RELAX, assert_recorded};
use crate::fixtures::{Database, Home, now, sleep};

on_each_database! { termination_answers_accepted_requests }

const CLIENTS: usize = 8;
const TIMES: u32 = 5;

/// F-27: a request without an answer was not executed.
fn termination_answers_accepted_requests(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let owner = home.token("owner@acme");
    let acknowledged = Mutex::new(Vec::new());
    for time in 0..TIMES {
        let service = home.serve(&[]);
        let going = AtomicBool::new(false);
        let asked_to_go = thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (service, owner, going, acknowledged) = (&service, &owner, &going, &acknowledged);
                scope.spawn(move || {
                    for call in 0.. {
                        let request = format!("going-{time}-{client}-{call}");
                        let body = if call % 2 == 0 { ENFORCE } else { RELAX };
                        match service.try_enforce(owner, body, &request) {
                            Ok(answer) => {
                                assert_eq!(answer.status, 200, "{answer:?}");
                                acknowledged.lock().unwrap().push(request);
                            }
                            Err(error) => {
                                assert!(going.load(Ordering::SeqCst), "{request}: {error}");
                                return;
                            }
                        }
                    }
                });
            }
            sleep(Duration::from_millis(150 + u64::from(time) * 37));
            going.store(true, Ordering::SeqCst);
            service.signal("TERM");
            now()
        });
        let (code, log) = service.ended();
        println!("ended {:?} after the signal", asked_to_go.elapsed());
        assert_eq!(code, Some(0), "{log}");
    }
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() > 20);
    assert_recorded(database, "acme", &acknowledged);
    let recorded = database.audit_log("acme").into_iter().filter_map(|entry| entry.request_id);
    let recorded = recorded.filter(|request| request.starts_with("going-")).count();
    assert_eq!(recorded, acknowledged.len(), "a request was executed and not answered");
}
