//! HTTP/1.1 byte by byte: a client that sends what no library would, and a server that sees every byte.

use crate::fixtures::TIMEOUT;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::TcpStream;

/// A request or an answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Message {
    /// The first line.
    pub(crate) start: String,
    /// The headers, followed by the trailers.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    /// Reads a message, `None` at the end of the stream. An incomplete message is returned as far as it was received.
    pub(crate) fn read(stream: &TcpStream) -> Option<Self> {
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        let mut reader = BufReader::new(stream);
        let mut message = Self { start: line(&mut reader)?, ..Self::default() };
        message.read_headers(&mut reader);
        let length = message.header("content-length").parse().unwrap_or(0);
        if message.header("transfer-encoding").eq_ignore_ascii_case("chunked") {
            while let Some(size) = line(&mut reader).and_then(|size| u64::from_str_radix(&size, 16).ok()) {
                if size == 0 {
                    message.read_headers(&mut reader);
                    break;
                }
                message.read_body(&mut reader, size);
                line(&mut reader);
            }
        } else {
            message.read_body(&mut reader, length);
        }
        Some(message)
    }

    fn read_headers(&mut self, reader: &mut impl BufRead) {
        while let Some(header) = line(reader).filter(|header| !header.is_empty()) {
            let (name, value) = header.split_once(':').unwrap_or((&header, ""));
            self.headers.push((name.to_owned(), value.trim().to_owned()));
        }
    }

    fn read_body(&mut self, reader: &mut impl BufRead, size: u64) {
        let _ = reader.take(size).read_to_end(&mut self.body);
    }

    /// All values of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let same = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        same.map(|(_, value)| &**value).collect()
    }

    /// The only value of a header, empty if it is absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        let all = self.all(name);
        assert!(all.len() < 2, "{name} several times: {self:?}");
        all.first().copied().unwrap_or_default()
    }

    /// The status of an answer.
    pub(crate) fn status(&self) -> u16 {
        self.start.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    /// The method of a request.
    pub(crate) fn method(&self) -> &str {
        self.start.split(' ').next().unwrap_or_default()
    }
}

fn line(reader: &mut impl BufRead) -> Option<String> {
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line).ok().filter(|read| *read > 0)?;
    Some(String::from_utf8_lossy(&line).trim_end().to_owned())
}

/// A request to send.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    head: String,
    body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Self { head: format!("{method} {path} HTTP/1.1\r\nHost: app.example\r\n"), body: Vec::new() }
    }

    pub(crate) fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    /// Adds a token, unless it is empty.
    pub(crate) fn bearer(self, token: &str) -> Self {
        if token.is_empty() { self } else { self.line(&format!("Authorization: Bearer {token}")) }
    }

    /// Adds a header line.
    pub(crate) fn line(mut self, line: &str) -> Self {
        self.head.push_str(line);
        self.head.push_str("\r\n");
        self
    }

    pub(crate) fn lines(self, lines: &[&str]) -> Self {
        lines.iter().fold(self, |request, line| request.line(line))
    }

    pub(crate) fn body(self, body: &[u8]) -> Self {
        let sized = self.line(&format!("Content-Length: {}", body.len()));
        Self { body: body.to_vec(), ..sized }
    }

    /// Adds a body of two chunks, and the bytes after them.
    pub(crate) fn chunked(self, body: &[u8], trailer: &str) -> Self {
        let (first, second) = body.split_at(body.len() / 2);
        let mut chunks = Vec::new();
        for chunk in [first, second] {
            chunks.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
            chunks.extend(chunk);
            chunks.extend(b"\r\n");
        }
        chunks.extend(format!("0\r\n{trailer}\r\n").into_bytes());
        Self { body: chunks, ..self.line("Transfer-Encoding: chunked") }
    }

    /// Sends the request and waits for the answer.
    pub(crate) fn sent_to(&self, port: u16) -> Message {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.write_all(self.head.as_bytes()).unwrap();
        stream.write_all(b"\r\n").unwrap();
        // the connection of a rejected request may close before the last byte is sent
        let _ = stream.write_all(&self.body);
        Message::read(&stream).unwrap_or_else(|| panic!("no answer to {self:?}"))
    }
}
