//! Where the head of a request ends. What is in it, the HTTP server judges; but it takes a bare line feed for the end of a
//! line, which others do not, and is read further than anybody needs.

use memchr::memchr_iter;

use super::limits::LARGEST_HEAD;

/// How far the head of a request has come.
#[derive(Debug, Default)]
pub(super) struct Head {
    size: usize,
    /// How much of the latest line there is.
    line: usize,
    /// The last byte.
    last: u8,
    /// Whether there was a line with something in it: empty ones before the first are passed over.
    begun: bool,
}

/// What more bytes make of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Come {
    /// There is more to come.
    Part,
    /// It ended before this place.
    Whole(usize),
    /// A line ends with a line feed alone.
    BareLineFeed,
    /// It is larger than any that is read.
    TooLarge,
}

impl Head {
    /// Adds what came.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Come {
        let mut from = 0;
        for at in memchr_iter(b'\n', bytes) {
            let before = at.checked_sub(1).and_then(|before| bytes.get(before)).copied().unwrap_or(self.last);
            if before != b'\r' {
                return Come::BareLineFeed;
            }
            // the line with its carriage return
            let line = self.line + (at - from);
            if line > 1 {
                self.begun = true;
            } else if self.begun {
                return self.sized(at + 1, Come::Whole(at + 1));
            }
            (self.line, from) = (0, at + 1);
        }
        self.line += bytes.len() - from;
        self.last = bytes.last().copied().unwrap_or(self.last);
        self.sized(bytes.len(), Come::Part)
    }

    fn sized(&mut self, more: usize, come: Come) -> Come {
        self.size += more;
        if self.size > LARGEST_HEAD { Come::TooLarge } else { come }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n";

    #[test]
    fn a_head_ends_with_its_first_empty_line_in_however_many_pieces_it_comes() {
        let followed = [HEAD, b"body\nbody"].concat();
        assert_eq!(Head::default().add(&followed), Come::Whole(HEAD.len()));
        for cut in 0..HEAD.len() {
            let mut head = Head::default();
            let (first, second) = followed.split_at(cut);
            assert_eq!(head.add(first), Come::Part, "{cut}");
            assert_eq!(head.add(second), Come::Whole(HEAD.len() - cut), "{cut}");
        }
        let mut head = Head::default();
        let come: Vec<_> = HEAD.iter().map(|byte| head.add(&[*byte])).collect();
        let (last, others) = come.split_last().unwrap();
        assert_eq!(*last, Come::Whole(1));
        assert!(others.iter().all(|come| *come == Come::Part), "{others:?}");
    }

    #[test]
    fn a_bare_line_feed_ends_no_line() {
        for head in ["\n", "GET / HTTP/1.1\n\r\n", "GET / HTTP/1.1\r\n\n", "GET / HTTP/1.1\r\na: b\n c: d\r\n\r\n"] {
            assert_eq!(Head::default().add(head.as_bytes()), Come::BareLineFeed, "{head:?}");
            let mut piecewise = Head::default();
            assert!(head.bytes().any(|byte| piecewise.add(&[byte]) == Come::BareLineFeed), "{head:?}");
        }
    }

    #[test]
    fn a_head_is_not_read_for_ever() {
        let mut head = Head::default();
        assert_eq!(head.add(&vec![b'a'; LARGEST_HEAD]), Come::Part);
        assert_eq!(head.add(b"a"), Come::TooLarge);
        assert_eq!(Head::default().add(&b"\r\n".repeat(LARGEST_HEAD)), Come::TooLarge);
    }
}
