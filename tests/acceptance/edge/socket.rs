//! Bytes on a socket, and what is answered to them.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{PATIENCE, Service};

/// One answer, as it came.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Told {
    /// The value of a header, or nothing.
    pub(super) fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    /// Holds for everything that is refused: our envelope, and what stands on every answer.
    pub(super) fn assert_refusal(&self, of: &str) {
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

/// A connection that nothing but bytes goes over.
pub(super) struct Socket(pub(super) TcpStream);

impl Socket {
    pub(super) fn to(service: &Service) -> Self {
        let (_, address) = service.address.split_once("://").unwrap();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        Self(stream)
    }

    /// Sends what the other side takes of it.
    pub(super) fn send(&mut self, bytes: &[u8]) -> bool {
        self.0.write_all(bytes).is_ok()
    }

    /// Says that nothing more comes.
    pub(super) fn finish(&mut self) {
        let _ = self.0.shutdown(Shutdown::Write);
    }

    /// Everything up to the end of the connection, which must come.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self.0.read_to_end(&mut bytes) {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
            Err(error) => panic!("not ended: {error}, after {:?}", String::from_utf8_lossy(&bytes)),
        }
        bytes
    }

    /// One whole answer; the connection stays.
    pub(super) fn answer(&mut self) -> Told {
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        loop {
            if let Some(told) = answers(&bytes, false).pop() {
                return told;
            }
            let count = self.0.read(&mut piece).unwrap();
            assert!(count > 0, "ended within an answer: {:?}", String::from_utf8_lossy(&bytes));
            bytes.extend_from_slice(&piece[..count]);
        }
    }

    /// Sends a byte a second for as long as the other side takes them and says nothing; the answers, and how long it took.
    pub(super) fn drip(mut self, bytes: impl Iterator<Item = u8>) -> (Vec<Told>, Duration) {
        let begun = now();
        self.0.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        let mut told = Vec::new();
        let mut piece = [0; 4096];
        for byte in bytes {
            if !self.send(&[byte]) {
                break;
            }
            match self.0.read(&mut piece) {
                Ok(0) => break,
                Ok(count) => told.extend_from_slice(&piece[..count]),
                Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
                }
                Err(_) => break,
            }
            assert!(begun.elapsed() < PATIENCE * 2, "is listened to for ever");
        }
        (answers(&told, false), begun.elapsed())
    }
}

/// The answers in these bytes. At the end of a connection nothing may be left over.
pub(super) fn answers(mut bytes: &[u8], whole: bool) -> Vec<Told> {
    let mut told = Vec::new();
    while let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        assert!(head.starts_with("HTTP/1."), "{head:?}");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let answer = Told { status, head, body: Vec::new() };
        let length: usize = answer.header("content-length").parse().unwrap_or(0);
        let Some(body) = bytes.get(end + 4..end + 4 + length) else { break };
        bytes = &bytes[end + 4 + length..];
        // an interim answer is none
        if status >= 200 {
            told.push(Told { body: body.to_vec(), ..answer });
        }
    }
    assert!(!whole || bytes.is_empty(), "{:?}", String::from_utf8_lossy(bytes));
    told
}

#[expect(clippy::disallowed_methods, reason = "how long a client was borne with")]
pub(super) fn now() -> Instant {
    Instant::now()
}
