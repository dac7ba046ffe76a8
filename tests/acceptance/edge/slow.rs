//! Clients that take their time. All of them are looked at at once, since each takes as long as it is let.

use std::io::Read as _;
use std::thread;
use std::time::Duration;

use crate::database::Database;
use crate::edge::socket::{Socket, now};
use crate::program::{Home, PATIENCE, Service};

const ALIVE: &[u8] = b"GET /livez HTTP/1.1\r\nhost: a\r\n\r\n";

/// How long a client was borne with, in whole seconds.
fn between(least: u64, took: Duration, most: u64) {
    assert!(took >= Duration::from_secs(least) && took <= Duration::from_secs(most), "{took:?}");
}

fn slow_letters() -> impl Iterator<Item = u8> {
    std::iter::repeat_n(b'x', 120)
}

fn a_slow_head(service: &Service) {
    let mut socket = Socket::to(service);
    socket.send(b"GET /livez HTTP/1.1\r\nx-a: ");
    let (told, took) = socket.drip(slow_letters());
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].status, told[0].header("x-error-code")), (408, "request.head_too_slow"));
    told[0].assert_refusal("a slow head");
    between(4, took, 12);
}

fn a_slow_second_head(service: &Service) {
    let mut socket = Socket::to(service);
    socket.send(ALIVE);
    assert_eq!(socket.answer().status, 200);
    socket.send(b"GET /livez HTTP/1.1\r\nx-a: ");
    let (told, took) = socket.drip(slow_letters());
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].status, told[0].header("x-error-code")), (408, "request.head_too_slow"));
    between(4, took, 12);
}

fn a_slow_body(service: &Service, token: &str) {
    let mut socket = Socket::to(service);
    let head = "POST /mfa/organization/enforce HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
    socket.send(format!("{head}authorization: Bearer {token}\r\ncontent-length: 100\r\n\r\n").as_bytes());
    let (told, took) = socket.drip(slow_letters());
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].status, told[0].header("x-error-code")), (408, "body.too_slow"));
    told[0].assert_refusal("a slow body");
    between(4, took, 12);
}

fn a_slow_body_that_nobody_reads(service: &Service) {
    let mut socket = Socket::to(service);
    socket.send(b"GET /livez HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nfffff\r\n");
    let (told, took) = socket.drip(slow_letters());
    assert_eq!(told.iter().map(|told| told.status).collect::<Vec<_>>(), [200]);
    between(0, took, 12);
}

fn nothing_at_all(service: &Service) {
    let begun = now();
    assert_eq!(Socket::to(service).rest(), b"");
    between(4, begun.elapsed(), 12);
}

fn nothing_more(service: &Service) {
    let mut socket = Socket::to(service);
    socket.send(ALIVE);
    assert_eq!(socket.answer().status, 200);
    socket.0.set_read_timeout(Some(PATIENCE * 2)).unwrap();
    let begun = now();
    assert_eq!(socket.rest(), b"");
    between(25, begun.elapsed(), 40);
}

/// Asks for more than the system keeps for a client, and takes nothing of it.
fn an_answer_that_is_not_taken(service: &Service) {
    const ASKED: usize = 16;
    let mut socket = Socket::to(service);
    let asked = b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nhost: a\r\n\r\n".repeat(ASKED);
    socket.send(&asked);
    thread::park_timeout(Duration::from_secs(40));
    let mut taken = Vec::new();
    let _ = socket.0.read_to_end(&mut taken);
    let script = service.get_text("/docs/swagger-ui-bundle.js").len();
    assert!(taken.len() < script * ASKED, "all of it was kept for a client that does not read");
}

#[test]
fn who_is_slow_is_not_waited_for() {
    let database = Database::sqlite();
    let home = Home::of(&database);
    home.populate();
    let service = home.serve(&[]);
    let token = home.token("owner@acme");
    let before = database.everything();
    thread::scope(|scope| {
        let service = &service;
        let token = &token;
        scope.spawn(|| a_slow_head(service));
        scope.spawn(|| a_slow_second_head(service));
        scope.spawn(move || a_slow_body(service, token));
        scope.spawn(|| a_slow_body_that_nobody_reads(service));
        scope.spawn(|| nothing_at_all(service));
        scope.spawn(|| nothing_more(service));
        scope.spawn(|| an_answer_that_is_not_taken(service));
    });
    assert!(database.everything() == before, "something changed");
    assert_eq!(service.get("/readyz").status, 200);
}
