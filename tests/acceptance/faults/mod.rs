//! Faults, each provoked, with what is promised while it lasts and after it. `docs/develop/faults.md` has them as a table; each
//! test names its row.

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

/// By when everything but a proof is answered, with room for a busy machine.
const ANSWERED: Duration = Duration::from_secs(6);

/// Within which time the service is well again after a fault.
const RECOVERED: Duration = Duration::from_secs(10);

const ENFORCE: &str = r#"{"enforced":true}"#;
const RELAX: &str = r#"{"enforced":false}"#;

/// What the contract says of a change that cannot be made, whatever the fault.
fn failed() -> Answer {
    Answer { status: 500, body: json!({ "success": false, "error": "Failed to update organization MFA enforcement" }) }
}

/// Waits until something holds, within the bound that is promised, and tells how long it took.
fn recovered(what: &str, since: Instant, mut holds: impl FnMut() -> bool) {
    while !holds() {
        assert!(since.elapsed() < RECOVERED, "{what}: not within {RECOVERED:?}");
        sleep(Duration::from_millis(20));
    }
    println!("{what}: recovered after {:?}", since.elapsed());
}

/// How many threads of the service there are at most while something is done.
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

/// How many threads may do the work of a service with so many connections.
fn threads_for(connections: usize) -> usize {
    let workers = thread::available_parallelism().unwrap().get();
    workers * connections.div_ceil(workers).max(2)
}

/// Holds when each of these requests has its one entry in the trail, and the trail is whole.
fn assert_recorded(database: &Database, organization: &str, acknowledged: &[String]) {
    let trail = database.assert_audit_log_agrees(organization);
    for request in acknowledged {
        let entries = trail.iter().filter(|entry| entry.request_id.as_ref() == Some(request)).count();
        assert_eq!(entries, 1, "{request} was acknowledged");
    }
}
