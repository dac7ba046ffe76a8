//! How many connections there may be.

use std::thread;
use std::time::Duration;

use crate::database::Database;
use crate::edge::socket::{Socket, answers};
use crate::program::{Home, PATIENCE, Service};

const ALIVE: &[u8] = b"GET /livez HTTP/1.1\r\nhost: a\r\n\r\n";

fn one_that_is_served(service: &Service) -> Option<Socket> {
    let mut socket = Socket::to(service);
    socket.send(ALIVE);
    let told = socket.answer();
    if told.status == 200 {
        return Some(socket);
    }
    assert_eq!((told.status, told.header("x-error-code")), (503, "service.overloaded"));
    assert_eq!((told.header("retry-after"), told.header("connection")), ("1", "close"));
    told.assert_refusal("a connection too many");
    socket.finish();
    assert!(answers(&socket.rest(), true).is_empty());
    None
}

#[test]
fn one_connection_too_many_is_told_so_and_there_is_a_place_again_when_one_goes() {
    let database = Database::sqlite();
    let home = Home::of(&database).with("PORTCULLIS_CONNECTIONS", "4");
    home.populate();
    let service = home.serve(&[]);
    let mut held: Vec<_> = (0..4).map(|_| one_that_is_served(&service).expect("a place")).collect();
    assert!(one_that_is_served(&service).is_none());
    held.pop();
    let tries = (0..).take_while(|count| *count < PATIENCE.as_millis() / 20);
    let again = tries.map(|_| {
        thread::park_timeout(Duration::from_millis(20));
        one_that_is_served(&service)
    });
    assert!(again.flatten().next().is_some(), "the place of a connection that is gone is not given to another");
}
