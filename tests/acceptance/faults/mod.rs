//! Injected faults, and the promised behaviour during and after them. Each test names its row in `docs/develop/faults.md`.

mod clock;
mod connection_cut;
mod database_down;
mod database_hangs;
mod disk_full;
mod file_limit;
mod migration_killed;
mod migration_waits;
mod races;
mod row_lock;

mod shutdown;
mod two_versions;

use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use crate::fixtures::{Answer, Database, Service, sleep};
use serde_json::json;

/// The longest time of an answer, except for verification, on a busy machine.
const ANSWERED: Duration = Duration::from_secs(6);

/// The longest recovery time after a fault.
const RECOVERED: Duration = Duration::from_secs(10);

const ENFORCE: &str = r#"{"enforced":true}"#;
const RELAX: &str = r#"{"enforced":false}"#;

/// The contract's answer to a change that fails.
fn failed() -> Answer {
    Answer { status: 500, body: json!({ "success": false, "error": "Failed to update organization MFA enforcement" }) }
}

/// Waits until a condition is true, at most for the promised recovery time, and prints how long it took.
fn recovered(what: &str, since: Instant, mut is_true: impl FnMut() -> bool) {
    while !is_true() {
        assert!(since.elapsed() < RECOVERED, "{what}: not within {RECOVERED:?}");
        sleep(Duration::from_millis(20));
    }
    println!("{what}: recovered after {:?}", since.elapsed());
}

/// Runs `work` and returns the highest number of threads of the service meanwhile.
fn most_threads<T>(service: &Service, work: impl FnOnce() -> T) -> (T, usize) {
    thread::scope(|scope| {
        let (over, ended) = channel::<()>();
        let watch = scope.spawn(move || {
            let mut most = 0;
            loop {
                most = most.max(crate::fixtures::threads(service.pid()));
                if ended.recv_timeout(Duration::from_millis(50)) == Err(std::sync::mpsc::RecvTimeoutError::Disconnected)
                {
                    return most;
                }
            }
        });
        let done = work();
        drop(over);
        (done, watch.join().unwrap())
    })
}

/// The number of worker threads of a service with this many connections.
fn threads_for(connections: usize) -> usize {
    let workers = thread::available_parallelism().unwrap().get();
    // any of them may have to run all that work on the database
    workers * (connections + 1)
}

/// Asserts that each request has exactly one audit entry, and that the audit log is complete.
fn assert_recorded(database: &Database, organization: &str, acknowledged: &[String]) {
    let entries = database.assert_audit_log_agrees(organization);
    for request in acknowledged {
        let entries = entries.iter().filter(|entry| entry.request_id.as_ref() == Some(request)).count();
        assert_eq!(entries, 1, "{request} was acknowledged");
    }
}
