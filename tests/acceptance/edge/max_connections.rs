//! The limit of connections.

use std::io::ErrorKind;
use std::thread;
use std::time::Duration;

use crate::edge::raw_socket::Socket;
use crate::fixtures::{Database, Home, TIMEOUT};

const ALIVE: &[u8] = b"GET /livez HTTP/1.1\r\nhost: a\r\n\r\n";
const LIMIT: usize = 4;

#[test]
fn connection_over_the_limit_waits_until_another_is_closed() {
    let database = Database::sqlite();
    let home = Home::of(&database).with("PORTCULLIS_CONNECTIONS", &LIMIT.to_string());
    home.populate();
    let service = home.serve(&[]);
    let ask = || {
        let mut socket = Socket::to(&service);
        socket.send(ALIVE);
        socket
    };
    // keep-alive ends no connection while the test runs
    let mut open: Vec<_> = (0..LIMIT).map(|_| ask()).collect();
    for socket in &mut open {
        assert_eq!(socket.answer().status, 200);
    }
    let mut over = ask();
    over.0.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    let waiting = over.0.peek(&mut [0]).map_err(|error| error.kind());
    assert!(matches!(waiting, Err(ErrorKind::WouldBlock | ErrorKind::TimedOut)), "{waiting:?}");
    open.pop();
    over.0.set_read_timeout(Some(TIMEOUT)).unwrap();
    assert_eq!(over.answer().status, 200);
    // those that are open are still served meanwhile
    thread::scope(|scope| {
        for socket in &mut open {
            scope.spawn(|| {
                socket.send(ALIVE);
                assert_eq!(socket.answer().status, 200);
            });
        }
    });
}
