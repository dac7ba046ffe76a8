//! Which answers are the HTTP server's own.

/// More than the head of such an answer has, and less than any of ours.
const LONGEST: usize = 160;

/// A refusal that the server made by itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// Where it begins. Before it are answers to requests that came before.
    pub(super) at: usize,
    pub(super) status: u16,
}

/// The server's own refusal at the end of what goes out, if there is one: a head without a body that does not have what
/// stands on every answer of ours. No body of ours ends as a head does.
pub(super) fn refused_by_the_server(going_out: &[u8]) -> Option<Refused> {
    if !going_out.ends_with(b"\r\n\r\n") {
        return None;
    }
    let from = going_out.len().saturating_sub(LONGEST);
    let end = going_out.get(from..)?;
    let begin = end.windows(VERSION.len()).rposition(|window| window == VERSION)?;
    let head = std::str::from_utf8(end.get(begin..)?).ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let is_empty = head.contains("\r\ncontent-length: 0\r\n");
    let is_ours = head.contains("\r\nx-content-type-options: ");
    (is_empty && !is_ours).then_some(Refused { at: from + begin, status })
}

const VERSION: &[u8] = b"HTTP/1.";

#[cfg(test)]
mod tests {
    use super::*;

    const THEIRS: &str = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\ndate: Tue, 24 Nov 2026 \
        18:22:21 GMT\r\n\r\n";
    const OURS: &str = "HTTP/1.1 204 No Content\r\ncontent-length: 0\r\nx-content-type-options: nosniff\r\n\r\n";
    const WITH_A_BODY: &str =
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-content-type-options: nosniff\r\ncontent-type: text/csv\r\n\r\n{}";

    #[test]
    fn only_what_is_not_ours_is_the_servers() {
        assert_eq!(refused_by_the_server(THEIRS.as_bytes()), Some(Refused { at: 0, status: 400 }));
        for ours in ["", "\r\n\r\n", OURS, WITH_A_BODY, "HTTP/1.1 100 Continue\r\n\r\n"] {
            assert_eq!(refused_by_the_server(ours.as_bytes()), None, "{ours}");
            let both = format!("{ours}{THEIRS}");
            assert_eq!(refused_by_the_server(both.as_bytes()), Some(Refused { at: ours.len(), status: 400 }), "{ours}");
            let turned = format!("{THEIRS}{ours}");
            assert!(ours.is_empty() || refused_by_the_server(turned.as_bytes()).is_none_or(|found| found.at == 0));
        }
    }
}
