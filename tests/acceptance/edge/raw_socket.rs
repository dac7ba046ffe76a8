//! A raw TCP connection to the service, and the answers read from it.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::fixtures::{Service, TIMEOUT};

/// An answer as it was received.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// Returns the value of a header, empty if there is none.
    pub(super) fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    /// Whether the HTTP server's parser made it: it lacks what is in all answers of ours.
    pub(super) fn is_from_the_parser(&self) -> bool {
        self.header("x-content-type-options").is_empty()
    }

    /// Asserts what holds for every answer of the parser.
    pub(super) fn assert_from_the_parser(&self, of: &str) {
        assert!(matches!(self.status, 400 | 408 | 431), "{of}: {self:?}");
        assert!(self.body.is_empty(), "{of}: {self:?}");
        assert_eq!(self.header("server"), "", "{of}");
    }

    /// Asserts what holds for every rejection of ours: the error body, and the headers of all answers.
    pub(super) fn assert_rejection(&self, of: &str) {
        assert!((400..500).contains(&self.status) || self.status == 503, "{of}: {self:?}");
        assert_eq!(self.header("content-type"), "application/json", "{of}: {self:?}");
        assert_eq!(self.header("cache-control"), "no-store", "{of}");
        assert_eq!(self.header("x-content-type-options"), "nosniff", "{of}");
        assert_eq!(self.header("server"), "", "{of}");
        assert!(self.header("x-request-id").len() >= 8, "{of}: {self:?}");
        assert!(self.header("x-error-code").contains('.'), "{of}: {self:?}");
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{of}: {self:?}"));
        assert_eq!(body["success"], false, "{of}");
        assert!(body["error"].is_string(), "{of}: {body}");
    }
}

/// A raw connection.
pub(super) struct Socket(pub(super) TcpStream);

impl Socket {
    pub(super) fn to(service: &Service) -> Self {
        let (_, address) = service.address.split_once("://").unwrap();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        stream.set_write_timeout(Some(TIMEOUT)).unwrap();
        Self(stream)
    }

    /// Sends the bytes; returns whether the server took all of them.
    pub(super) fn send(&mut self, bytes: &[u8]) -> bool {
        self.0.write_all(bytes).is_ok()
    }

    /// Closes the sending side.
    pub(super) fn finish(&mut self) {
        let _ = self.0.shutdown(Shutdown::Write);
    }

    /// Returns everything up to the end of the connection, which must come.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self.0.read_to_end(&mut bytes) {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
            Err(error) => panic!("not closed: {error}, after {:?}", String::from_utf8_lossy(&bytes)),
        }
        bytes
    }

    /// Returns one complete answer.
    pub(super) fn answer(&mut self) -> Answer {
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        loop {
            if let Some(answer) = answers(&bytes, false).pop() {
                return answer;
            }
            let count = self.0.read(&mut piece).unwrap();
            assert!(count > 0, "closed within an answer: {:?}", String::from_utf8_lossy(&bytes));
            bytes.extend_from_slice(&piece[..count]);
        }
    }

    /// Sends a byte a second until the server answers or closes. Returns the answers, and how long it took.
    pub(super) fn drip(mut self, bytes: impl Iterator<Item = u8>) -> (Vec<Answer>, Duration) {
        let begun = now();
        self.0.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        let mut received = Vec::new();
        let mut piece = [0; 4096];
        for byte in bytes {
            if !self.send(&[byte]) {
                break;
            }
            match self.0.read(&mut piece) {
                Ok(0) => break,
                Ok(count) => received.extend_from_slice(&piece[..count]),
                Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
                }
                Err(_) => break,
            }
            assert!(begun.elapsed() < TIMEOUT * 2, "never closed");
        }
        (answers(&received, false), begun.elapsed())
    }
}

/// Parses answers. If `whole`, the bytes must end with the last answer.
pub(super) fn answers(mut bytes: &[u8], whole: bool) -> Vec<Answer> {
    let mut answers = Vec::new();
    while let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        assert!(head.starts_with("HTTP/1."), "{head:?}");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let answer = Answer { status, head, body: Vec::new() };
        let length: usize = answer.header("content-length").parse().unwrap_or(0);
        let Some(body) = bytes.get(end + 4..end + 4 + length) else { break };
        bytes = &bytes[end + 4 + length..];
        // interim answers are not counted
        if status >= 200 {
            answers.push(Answer { body: body.to_vec(), ..answer });
        }
    }
    assert!(!whole || bytes.is_empty(), "{:?}", String::from_utf8_lossy(bytes));
    answers
}

#[expect(clippy::disallowed_methods, reason = "how long the server waited")]
pub(super) fn now() -> Instant {
    Instant::now()
}
