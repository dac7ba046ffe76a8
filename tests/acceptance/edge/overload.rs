//! More clients with one token than may wait: some are served, those beyond the queue are rejected at once, and the health
//! routes still answer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::edge::raw_socket::{Answer, Socket, now};
use crate::fixtures::{Database, Home, Service};

/// One connection for requests, and one for the gate's look-ups.
const POOL: &str = "2";
const CLIENTS: usize = 400;
const LENGTH: Duration = Duration::from_secs(4);

/// Counts and slowest times of answers.
#[derive(Debug, Default)]
struct Tally {
    served: u32,
    rejected: u32,
    failed: u32,
    slowest_served: Duration,
    slowest_rejection: Duration,
}

impl Tally {
    fn count(&mut self, answer: &Answer, took: Duration) {
        if answer.status == 200 {
            self.served += 1;
            self.slowest_served = self.slowest_served.max(took);
            return;
        }
        // on a busy machine the store may not answer in time
        if (answer.status, answer.header("x-error-code")) == (500, "service.failed") {
            self.failed += 1;
            return;
        }
        assert_eq!((answer.status, answer.header("x-error-code")), (503, "service.overloaded"), "{answer:?}");
        assert_eq!(answer.header("retry-after"), "1");
        answer.assert_rejection("overload");
        self.rejected += 1;
        self.slowest_rejection = self.slowest_rejection.max(took);
    }

    fn with(self, other: &Self) -> Self {
        Self {
            served: self.served + other.served,
            rejected: self.rejected + other.rejected,
            failed: self.failed + other.failed,
            slowest_served: self.slowest_served.max(other.slowest_served),
            slowest_rejection: self.slowest_rejection.max(other.slowest_rejection),
        }
    }
}

/// Sends the request repeatedly until `over`.
fn ask(service: &Service, request: &[u8], over: &AtomicBool) -> Tally {
    let mut socket = Socket::to(service);
    let mut tally = Tally::default();
    while !over.load(Ordering::Relaxed) {
        let begun = now();
        socket.send(request);
        let answer = socket.answer();
        tally.count(&answer, begun.elapsed());
        // a rejection before the body was read ends the connection
        if answer.header("connection") == "close" {
            socket = Socket::to(service);
        }
    }
    tally
}

fn overload_is_rejected_at_once_and_health_answers(database: &Database) {
    let home = Home::of(database).with("PORTCULLIS_DATABASE_POOL", POOL);
    home.populate();
    let service = home.serve(&[]);
    let token = home.token("owner@acme");
    let body = r#"{"enforced":true}"#;
    let request = format!(
        "POST /mfa/organization/enforce HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let over = AtomicBool::new(false);
    let (tally, live, ready) = thread::scope(|scope| {
        let (service, over) = (&service, &over);
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(|| ask(service, request.as_bytes(), over))).collect();
        let live = scope.spawn(|| ask(service, b"GET /livez HTTP/1.1\r\nhost: a\r\n\r\n", over));
        let ready = scope.spawn(|| ask(service, b"GET /readyz HTTP/1.1\r\nhost: a\r\n\r\n", over));
        thread::park_timeout(LENGTH);
        over.store(true, Ordering::Relaxed);
        let tally = clients.into_iter().map(|client| client.join().unwrap());
        (tally.fold(Tally::default(), |all, one| all.with(&one)), live.join().unwrap(), ready.join().unwrap())
    });
    println!(
        "{CLIENTS} clients: {} served, the slowest in {:?}; {} rejected, the slowest in {:?}; {} failed; \
         /livez {} times, the slowest in {:?}; /readyz {} times, the slowest in {:?}",
        tally.served,
        tally.slowest_served,
        tally.rejected,
        tally.slowest_rejection,
        tally.failed,
        live.served,
        live.slowest_served,
        ready.served,
        ready.slowest_served
    );
    assert!(tally.served > 0 && tally.rejected > 0, "{tally:?}");
    assert!(live.served > 0 && live.rejected + live.failed == 0, "{live:?}");
    assert!(ready.served > 0 && ready.rejected + ready.failed == 0, "{ready:?}");
    for slowest in [tally.slowest_rejection, live.slowest_served, ready.slowest_served] {
        assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    }
    // the service works as before
    assert_eq!(service.enforce(&token, body).status, 200);
    database.assert_audit_log_agrees("acme");
    service.signal("TERM");
    let (_, log) = service.ended();
    let causes: Vec<_> = log.lines().filter(|line| line.contains(" failed ")).collect();
    assert!(tally.failed * 4 <= tally.served, "{tally:?}: {causes:#?}");
    causes.first().inspect(|cause| println!("{cause}"));
}

on_each_database!(overload_is_rejected_at_once_and_health_answers);
