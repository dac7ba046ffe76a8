//! Ten times as many clients as are served at once: who is let in is served, the others are told at once, and health
//! still answers.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::database::Database;
use crate::edge::socket::{Socket, Told, now};
use crate::program::{Home, Service};

/// With two connections to the database, sixteen requests are under way at once.
const POOL: &str = "2";
const CLIENTS: usize = 160;
const LENGTH: Duration = Duration::from_secs(4);

/// How often each was answered, and how slow the slowest was.
#[derive(Debug, Default)]
struct Tally {
    served: u32,
    refused: u32,
    failed: u32,
    slowest_served: Duration,
    slowest_refusal: Duration,
}

impl Tally {
    fn count(&mut self, told: &Told, took: Duration) {
        if told.status == 200 {
            self.served += 1;
            self.slowest_served = self.slowest_served.max(took);
            return;
        }
        // a machine that is busy with other things may keep the store from being there in time
        if (told.status, told.header("x-error-code")) == (500, "service.failed") {
            self.failed += 1;
            return;
        }
        assert_eq!((told.status, told.header("x-error-code")), (503, "service.overloaded"), "{told:?}");
        assert_eq!(told.header("retry-after"), "1");
        told.assert_refusal("overload");
        self.refused += 1;
        self.slowest_refusal = self.slowest_refusal.max(took);
    }

    fn with(self, other: &Self) -> Self {
        Self {
            served: self.served + other.served,
            refused: self.refused + other.refused,
            failed: self.failed + other.failed,
            slowest_served: self.slowest_served.max(other.slowest_served),
            slowest_refusal: self.slowest_refusal.max(other.slowest_refusal),
        }
    }
}

/// Asks again and again, for as long as it is to.
fn ask(service: &Service, request: &[u8], over: &AtomicBool) -> Tally {
    let mut socket = Socket::to(service);
    let mut tally = Tally::default();
    while !over.load(Ordering::Relaxed) {
        let begun = now();
        socket.send(request);
        let told = socket.answer();
        tally.count(&told, begun.elapsed());
    }
    tally
}

fn ten_times_too_many_are_refused_at_once_and_health_answers(database: &Database) {
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
        "{CLIENTS} clients, 16 at once: {} served, the slowest in {:?}; {} refused, the slowest in {:?}; {} failed; \
         /livez {} times, the slowest in {:?}; /readyz {} times, the slowest in {:?}",
        tally.served,
        tally.slowest_served,
        tally.refused,
        tally.slowest_refusal,
        tally.failed,
        live.served,
        live.slowest_served,
        ready.served,
        ready.slowest_served
    );
    assert!(tally.served > 0 && tally.refused > 0, "{tally:?}");
    assert!(live.served > 0 && live.refused + live.failed == 0, "{live:?}");
    assert!(ready.served > 0 && ready.refused + ready.failed == 0, "{ready:?}");
    for slowest in [tally.slowest_refusal, live.slowest_served, ready.slowest_served] {
        assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    }
    // nothing is left over of it
    assert_eq!(service.enforce(&token, body).status, 200);
    database.assert_audit_log_agrees("acme");
    service.signal("TERM");
    let (_, log) = service.ended();
    let causes: Vec<_> = log.lines().filter(|line| line.contains(" failed ")).collect();
    assert!(tally.failed * 4 <= tally.served, "{tally:?}: {causes:#?}");
    causes.first().inspect(|cause| println!("{cause}"));
}

on_each_database!(ten_times_too_many_are_refused_at_once_and_health_answers);
