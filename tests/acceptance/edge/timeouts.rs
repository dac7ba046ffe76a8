//! Timeouts of slow clients. All run at once, since each takes as long as the server waits.

use std::thread;
use std::time::Duration;

use crate::edge::raw_socket::{Socket, now};
use crate::fixtures::{Database, Home, Service, TIMEOUT};

const ALIVE: &[u8] = b"GET /livez HTTP/1.1\r\nhost: a\r\n\r\n";
const HALF_A_HEAD: &[u8] = b"GET /livez HTTP/1.1\r\nx-a: ";

#[test]
fn slow_clients_are_closed_and_change_nothing() {
    let database = Database::sqlite();
    let home = Home::of(&database).with("PORTCULLIS_DOCS", "on");
    home.populate();
    let service = home.serve(&[]);
    let token = home.token("owner@acme");
    let before = database.everything();
    thread::scope(|scope| {
        let service = &service;
        let token = &token;
        scope.spawn(|| slow_first_head(service));
        scope.spawn(|| slow_second_head(service));
        scope.spawn(move || slow_body(service, token));
        scope.spawn(|| slow_body_that_is_not_read(service));
        scope.spawn(|| silent_new_connection(service));
        scope.spawn(|| idle_connection(service));
        scope.spawn(|| answer_that_is_not_taken(service));
    });
    assert!(database.everything() == before, "something changed");
    assert_eq!(service.get("/readyz").status, 200);
}

/// Asserts how long the server waited, in whole seconds.
fn assert_between(least: u64, took: Duration, most: u64) {
    assert!(took >= Duration::from_secs(least) && took <= Duration::from_secs(most), "{took:?}");
}

fn slow_letters() -> impl Iterator<Item = u8> {
    std::iter::repeat_n(b'x', 120)
}

fn slow_first_head(service: &Service) {
    let mut socket = Socket::to(service);
    socket.send(HALF_A_HEAD);
    let (answers, took) = socket.drip(slow_letters());
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers[0].status, 408);
    answers[0].assert_from_the_parser("a slow head");
    assert_between(4, took, 12);
}

fn slow_second_head(service: &Service) {
    let mut socket = Socket::to(service);
    socket.send(ALIVE);
    assert_eq!(socket.answer().status, 200);
    socket.send(HALF_A_HEAD);
    let (answers, took) = socket.drip(slow_letters());
    assert!(answers.is_empty(), "{answers:?}");
    assert_between(34, took, 42);
}

fn slow_body(service: &Service, token: &str) {
    let mut socket = Socket::to(service);
    let head = "POST /mfa/organization/enforce HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
    socket.send(format!("{head}authorization: Bearer {token}\r\ncontent-length: 100\r\n\r\n").as_bytes());
    let (answers, took) = socket.drip(slow_letters());
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!((answers[0].status, answers[0].header("x-error-code")), (408, "body.too_slow"));
    answers[0].assert_rejection("a slow body");
    assert_between(4, took, 12);
}

fn slow_body_that_is_not_read(service: &Service) {
    let mut socket = Socket::to(service);
    socket.send(b"GET /livez HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nfffff\r\n");
    let (answers, took) = socket.drip(slow_letters());
    assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [200]);
    assert_between(0, took, 12);
}

fn silent_new_connection(service: &Service) {
    let begun = now();
    let mut socket = Socket::to(service);
    let answer = socket.answer();
    assert_eq!(answer.status, 408);
    answer.assert_from_the_parser("no head");
    assert_eq!(socket.rest(), b"");
    assert_between(4, begun.elapsed(), 12);
}

fn idle_connection(service: &Service) {
    let mut socket = Socket::to(service);
    socket.send(ALIVE);
    assert_eq!(socket.answer().status, 200);
    socket.0.set_read_timeout(Some(TIMEOUT * 2)).unwrap();
    let begun = now();
    assert_eq!(socket.rest(), b"");
    assert_between(25, begun.elapsed(), 40);
}

/// Asks for more than the system buffers for a client, and reads nothing of it.
fn answer_that_is_not_taken(service: &Service) {
    let mut socket = Socket::to(service);
    socket.send(&b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nhost: a\r\n\r\n".repeat(16));
    let begun = now();
    while socket.send(b"x") {
        assert!(begun.elapsed() < TIMEOUT * 2, "never closed");
        thread::park_timeout(Duration::from_secs(1));
    }
    assert_between(29, begun.elapsed(), 34);
}
