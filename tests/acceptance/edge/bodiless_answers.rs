//! A client that asks for answers without a body and takes none of them.

use crate::edge::raw_socket::{Socket, answers};
use crate::fixtures::{Database, Home};

#[test]
fn bodiless_answers_in_a_row_are_limited() {
    const LIMIT: usize = 100;
    let database = Database::sqlite();
    let home = Home::of(&database).with("PORTCULLIS_DOCS", "on");
    home.populate();
    let service = home.serve(&[]);
    let mut socket = Socket::to(&service);
    socket.send(&b"GET /docs HTTP/1.1\r\nhost: a\r\n\r\n".repeat(3 * LIMIT));
    let answers = answers(&socket.rest(), true);
    assert_eq!(answers.len(), LIMIT);
    assert!(answers.iter().all(|answer| answer.status == 308 && answer.body.is_empty()));
    assert_eq!(answers.last().unwrap().header("connection"), "close");
    // an answer with a body starts the count again
    let mut socket = Socket::to(&service);
    for _ in 0..2 * LIMIT {
        socket.send(b"GET /docs HTTP/1.1\r\nhost: a\r\n\r\n");
        assert_eq!(socket.answer().status, 308);
        socket.send(b"GET /livez HTTP/1.1\r\nhost: a\r\n\r\n");
        assert_eq!(socket.answer().status, 200);
    }
}
