//! Malformed and hostile requests, with the answers to each.
//!
//! Wherever possible, the request would change an owner's policy if it were executed after all: then the rows show it.

use Answered::{Ours, Parser};

/// An answer by its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answered {
    /// By a handler: with the headers of all our answers, and an error body if it is a rejection.
    Ours(u16),
    /// By the HTTP server's parser: without a body.
    Parser(u16),
}

/// What is expected before the connection is closed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Expected {
    /// These answers, and no other.
    Answers(&'static [Answered]),
    /// This answer or none: the server closes the connection as soon as it sees that a body is malformed.
    AnswerOrClose(Answered),
}

/// One case. Nothing else than what is expected may be answered.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) bytes: Vec<u8>,
    pub(super) expected: Expected,
}

const PATH: &str = "/mfa/organization/enforce";
const BODY: &str = r#"{"enforced":true}"#;
const CHUNKED: &str = "11\r\n{\"enforced\":true}\r\n0\r\n\r\n";

/// Makes requests with a token.
struct Maker<'a>(&'a str);

impl Maker<'_> {
    fn with(&self, line: &str, lines: &str, rest: &str) -> Vec<u8> {
        let token = self.0;
        format!(
            "{line}\r\nhost: a\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n{lines}\r\n{rest}"
        )
        .into_bytes()
    }

    fn enforce(&self, lines: &str, rest: &str) -> Vec<u8> {
        self.with(&format!("POST {PATH} HTTP/1.1"), lines, rest)
    }

    /// Returns the well-formed request.
    fn right(&self) -> String {
        String::from_utf8(self.enforce(&format!("content-length: {}\r\n", BODY.len()), BODY)).unwrap()
    }

    /// Returns the well-formed request with another first line.
    fn to(&self, line: &str) -> Vec<u8> {
        self.with(line, &format!("content-length: {}\r\n", BODY.len()), BODY)
    }

    /// Returns the well-formed request with a replacement.
    fn altered(&self, from: &str, to: &str) -> Vec<u8> {
        let right = self.right();
        assert!(right.contains(from), "{from}");
        right.replacen(from, to, 1).into_bytes()
    }
}

/// Returns all cases, with an owner's token.
pub(super) fn cases(token: &str) -> Vec<Case> {
    let make = Maker(token);
    let mut cases = framing(&make);
    cases.extend(chunks(&make));
    cases.extend(lines(&make));
    cases.extend(first_lines(&make));
    cases.extend(targets(&make));
    cases.extend(tokens(&make));
    cases.extend(sizes(&make));
    cases.extend(sequences(&make));
    cases
}

fn case(name: &'static str, bytes: Vec<u8>, answers: &'static [Answered]) -> Case {
    Case { name, bytes, expected: Expected::Answers(answers) }
}

/// Ambiguous or wrong lengths of the body.
fn framing(make: &Maker<'_>) -> Vec<Case> {
    let smuggled = format!("0\r\n\r\n{}", make.right());
    let length = |value: &str| make.enforce(&format!("content-length: {value}\r\n"), BODY);
    let coding = |value: &str| make.enforce(&format!("transfer-encoding: {value}\r\n"), CHUNKED);
    vec![
        case("CL.TE", make.enforce("content-length: 6\r\ntransfer-encoding: chunked\r\n", &smuggled), &[Parser(400)]),
        case("TE.CL", make.enforce("transfer-encoding: chunked\r\ncontent-length: 6\r\n", &smuggled), &[Parser(400)]),
        case("two lengths", make.enforce("content-length: 17\r\ncontent-length: 0\r\n", BODY), &[Parser(400)]),
        case("one length twice", make.enforce("content-length: 17\r\ncontent-length: 17\r\n", BODY), &[Parser(400)]),
        case("a list of lengths", length("17, 17"), &[Parser(400)]),
        case("a length with a sign", length("+17"), &[Parser(400)]),
        case("a negative length", length("-1"), &[Parser(400)]),
        case("a hexadecimal length", length("0x11"), &[Parser(400)]),
        case("a length without digits", length(""), &[Parser(400)]),
        case("a length beyond all numbers", length("99999999999999999999"), &[Parser(400)]),
        case("a coding that is none", coding("xchunked"), &[Parser(400)]),
        case("a coding behind another", coding("gzip, chunked"), &[Parser(400)]),
        case("a coding before another", coding("chunked, identity"), &[Parser(400)]),
        case("the coding twice in a line", coding("chunked, chunked"), &[Parser(400)]),
        case("no coding at all", coding(""), &[Parser(400)]),
        case("the coding identity", coding("identity"), &[Parser(400)]),
        case("a coding with a control character", coding("chunked\u{b}"), &[Parser(400)]),
        case("a coding in quotes", coding("\"chunked\""), &[Parser(400)]),
        case("a coding in pieces", coding("chunk\r\n ed"), &[Parser(400)]),
        case(
            "the coding in two lines",
            make.enforce("transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n", CHUNKED),
            &[Parser(400)],
        ),
        case(
            "a coding in HTTP/1.0",
            make.with(&format!("POST {PATH} HTTP/1.0"), "transfer-encoding: chunked\r\n", CHUNKED),
            &[Parser(400)],
        ),
        case("a space before the colon of a length", make.enforce("content-length : 17\r\n", BODY), &[Parser(400)]),
        case(
            "a space before the colon of a coding",
            make.enforce("transfer-encoding : chunked\r\n", CHUNKED),
            &[Parser(400)],
        ),
        case(
            "a tab before the colon of a coding",
            make.enforce("transfer-encoding\t: chunked\r\n", CHUNKED),
            &[Parser(400)],
        ),
        case(
            "a body that no length announces",
            make.enforce("", &format!("{BODY}\r\n\r\n")),
            &[Ours(400), Parser(400)],
        ),
        case("less than was announced", make.enforce("content-length: 40\r\n", BODY), &[Ours(400)]),
    ]
}

/// Malformed chunked bodies. What follows is never read as another request.
fn chunks(make: &Maker<'_>) -> Vec<Case> {
    let behind = make.right();
    let bytes = |body: &str| make.enforce("transfer-encoding: chunked\r\n", &format!("{body}{behind}"));
    let chunked = |name, body: &str| Case { name, bytes: bytes(body), expected: Expected::AnswerOrClose(Ours(400)) };
    vec![
        case("a request behind well-formed chunks", bytes("10\r\n{\"enforced\":\"x\"}\r\n0\r\n\r\n"), &[Ours(400)]),
        chunked("a chunk size that is none", "zz\r\n{\"enforced\":true}\r\n0\r\n\r\n"),
        chunked("a chunk size beyond all numbers", "fffffffffffffffff\r\n{\"enforced\":true}\r\n0\r\n\r\n"),
        chunked("a negative chunk size", "-1\r\n{\"enforced\":true}\r\n0\r\n\r\n"),
        chunked("a chunk size with a prefix", "0x11\r\n{\"enforced\":true}\r\n0\r\n\r\n"),
        chunked("an empty chunk size", "\r\n{\"enforced\":true}\r\n0\r\n\r\n"),
        chunked("a bare line feed behind a chunk size", "11\n{\"enforced\":true}\r\n0\r\n\r\n"),
        chunked("a bare line feed behind a chunk", "11\r\n{\"enforced\":true}\n0\r\n\r\n"),
        chunked("nothing behind a chunk", "11\r\n{\"enforced\":true}0\r\n\r\n"),
        chunked("a chunk that is longer than its size", "5\r\n{\"enforced\":true}\r\n0\r\n\r\n"),
        chunked("a bare line feed in a chunk extension", "11;a\nb\r\n{\"enforced\":true}\r\n0\r\n\r\n"),
        case("a chunk without an end", make.enforce("transfer-encoding: chunked\r\n", "11\r\n{\"enf"), &[Ours(400)]),
        case(
            "chunks without an end",
            make.enforce("transfer-encoding: chunked\r\n", "11\r\n{\"enforced\":true}\r\n"),
            &[Ours(400)],
        ),
    ]
}

/// Malformed header lines.
fn lines(make: &Maker<'_>) -> Vec<Case> {
    let line =
        |name, line: &str| case(name, make.altered("host: a\r\n", &format!("host: a\r\n{line}\r\n")), &[Parser(400)]);
    vec![
        // a recipient may take a bare line feed for the end of a line (RFC 9112, section 2.2)
        case("bare line feeds", b"GET /livez HTTP/1.1\nhost: a\n\n".to_vec(), &[Ours(200)]),
        line("a bare carriage return", "a: b\rc: d"),
        line("a folded line", "a: b\r\n c: d"),
        line("a line that is folded with a tab", "a: b\r\n\tc: d"),
        line("a folded length", "content-length:\r\n 0"),
        line("NUL in a value", "a: b\0c"),
        line("NUL in a name", "a\0b: c"),
        line("a control character in a value", "a: \u{1}"),
        line("a space in a name", "a b: c"),
        line("a space before a name", " a: b"),
        line("no name", ": b"),
        line("no colon", "a"),
        line("a name that is not ASCII", "\u{e4}: b"),
        line("a second host", "host: b"),
        case("no host", make.altered("host: a\r\n", ""), &[Parser(400)]),
    ]
}

/// Malformed first lines, other versions and methods.
fn first_lines(make: &Maker<'_>) -> Vec<Case> {
    let none = |name, line: &str| case(name, make.to(line), &[Parser(400)]);
    let other = |name, method: &str| case(name, make.to(&format!("{method} {PATH} HTTP/1.1")), &[Ours(405)]);
    vec![
        none("HTTP/0.9", &format!("POST {PATH}")),
        none("another version", &format!("POST {PATH} HTTP/1.2")),
        none("HTTP/2 by name", &format!("POST {PATH} HTTP/2.0")),
        none("no such protocol", &format!("POST {PATH} HTCPCP/1.0")),
        none("a protocol in small letters", &format!("POST {PATH} http/1.1")),
        none("two spaces", &format!("POST  {PATH} HTTP/1.1")),
        none("tabs", &format!("POST\t{PATH}\tHTTP/1.1")),
        none("no target", "POST HTTP/1.1"),
        none("no method", &format!("{PATH} HTTP/1.1")),
        none("a method with NUL", &format!("PO\0ST {PATH} HTTP/1.1")),
        none("a method with a slash", &format!("PO/ST {PATH} HTTP/1.1")),
        none("a space in the target", &format!("POST {PATH} x HTTP/1.1")),
        none("NUL in the target", &format!("POST {PATH}\0 HTTP/1.1")),
        none("a line feed in the target", &format!("POST {PATH}\n HTTP/1.1")),
        case("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), &[Parser(400)]),
        case("a TLS handshake", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec(), &[Parser(400)]),
        case("HTTP/1.0 without a length", make.with(&format!("POST {PATH} HTTP/1.0"), "", ""), &[Parser(400)]),
        other("a method in small letters", "post"),
        other("a method in both", "Post"),
        other("a very long method", &"POST".repeat(1000)),
        other("TRACE", "TRACE"),
        other("PUT", "PUT"),
        other("BREW", "BREW"),
        case("CONNECT", make.to("CONNECT a:443 HTTP/1.1"), &[Ours(404)]),
        case("OPTIONS *", make.to("OPTIONS * HTTP/1.1"), &[Ours(404)]),
        case(
            "another method by a header",
            make.with(&format!("GET {PATH} HTTP/1.1"), "x-http-method-override: POST\r\n", ""),
            &[Ours(405)],
        ),
    ]
}

/// Targets that some servers would normalise to the route.
fn targets(make: &Maker<'_>) -> Vec<Case> {
    let nowhere = |target: &'static str| case(target, make.to(&format!("POST {target} HTTP/1.1")), &[Ours(404)]);
    vec![
        nowhere("//mfa/organization/enforce"),
        nowhere("/mfa//organization/enforce"),
        nowhere("/mfa/organization/enforce/"),
        nowhere("/mfa/./organization/enforce"),
        nowhere("/mfa/x/../organization/enforce"),
        nowhere("/../mfa/organization/enforce"),
        nowhere("/mfa/%2e%2e/mfa/organization/enforce"),
        nowhere("/mfa/.%2e/mfa/organization/enforce"),
        nowhere("/mfa%2forganization/enforce"),
        nowhere("/mfa%252forganization/enforce"),
        nowhere("/mfa/organization/enforce;a=b"),
        nowhere("/mfa;a=b/organization/enforce"),
        nowhere("/mfa/organization/enforce%00"),
        nowhere("/mfa/organization/enforce%20"),
        nowhere("/mfa/organization/enforce%0d%0a"),
        nowhere("/mfa/organization/enforce%ff"),
        nowhere("/mfa/organization/enforce.json"),
        nowhere("/MFA/organization/enforce"),
        nowhere("/mfa\\organization\\enforce"),
        case("a target without a slash", make.to("POST mfa/organization/enforce HTTP/1.1"), &[Parser(400)]),
        nowhere("http://other.example//mfa/organization/enforce"),
        nowhere("http://other.example/?/mfa/organization/enforce"),
    ]
}

/// Tokens in other places than the one that counts.
fn tokens(make: &Maker<'_>) -> Vec<Case> {
    let token = make.0;
    let bearer = format!("authorization: Bearer {token}\r\n");
    let without = |line: &str, lines: &str, body: &str| {
        let length = body.len();
        format!("{line}\r\nhost: a\r\ncontent-type: application/json\r\n{lines}content-length: {length}\r\n\r\n{body}")
            .into_bytes()
    };
    let right = format!("POST {PATH} HTTP/1.1");
    let in_query = format!("POST {PATH}?access_token={token} HTTP/1.1");
    let in_body = format!(r#"{{"enforced":true,"access_token":"{token}"}}"#);
    vec![
        case("two tokens", make.altered(&bearer, &format!("{bearer}{bearer}")), &[Ours(400)]),
        case(
            "a token behind another scheme",
            make.altered(&bearer, &format!("authorization: Basic YTpi\r\n{bearer}")),
            &[Ours(400)],
        ),
        case(
            "two tokens in a line",
            make.altered(&bearer, &format!("authorization: Bearer {token}, Bearer {token}\r\n")),
            &[Ours(401)],
        ),
        case("a token in the query", without(&in_query, "", BODY), &[Ours(401)]),
        case("a token in the query beside one", make.to(&in_query), &[Ours(400)]),
        case("a token in the body", without(&right, "", &in_body), &[Ours(401)]),
        case("a token in a cookie", without(&right, &format!("cookie: access_token={token}\r\n"), BODY), &[Ours(401)]),
        case("a token in another header", without(&right, &format!("x-access-token: {token}\r\n"), BODY), &[Ours(401)]),
        case(
            "a token for the proxy",
            without(&right, &format!("proxy-authorization: Bearer {token}\r\n"), BODY),
            &[Ours(401)],
        ),
        case("another scheme", make.altered("Bearer", "Basic"), &[Ours(401)]),
        case("no scheme", make.altered("Bearer ", ""), &[Ours(401)]),
        case("a token in a form", without(&right, "", &format!("access_token={token}")), &[Ours(401)]),
    ]
}

/// Sizes over a limit.
fn sizes(make: &Maker<'_>) -> Vec<Case> {
    let line = |size: usize| make.altered("host: a\r\n", &format!("host: a\r\nx-a: {}\r\n", "x".repeat(size)));
    let url = |size: usize| make.to(&format!("POST {PATH}?{} HTTP/1.1", "x".repeat(size)));
    let body = "x".repeat(3 * 1024 * 1024);
    vec![
        case(
            "a token of 100 KiB",
            make.altered("Bearer ", &format!("Bearer {}", "x".repeat(100 * 1024))),
            &[Ours(431)],
        ),
        case("a header line of 33 KiB", line(33 * 1024), &[Ours(431)]),
        case("a header line of 200 KiB", line(200 * 1024), &[Parser(431)]),
        case(
            "a hundred headers",
            make.altered("host: a\r\n", &format!("host: a\r\n{}", "a: b\r\n".repeat(100))),
            &[Parser(431)],
        ),
        case("a URL of 9 KiB", url(9 * 1024), &[Ours(414)]),
        case("a URL of 20 KiB", url(20 * 1024), &[Ours(414)]),
        case("a URL of 200 KiB", url(200 * 1024), &[Parser(431)]),
        case("a body of 3 MiB", make.enforce(&format!("content-length: {}\r\n", body.len()), &body), &[Ours(413)]),
        case(
            "a body of 3 MiB in a chunk",
            make.enforce("transfer-encoding: chunked\r\n", &format!("300000\r\n{body}\r\n0\r\n\r\n")),
            &[Ours(413)],
        ),
        case(
            "a body that is asked for first",
            make.enforce(&format!("content-length: {}\r\nexpect: 100-continue\r\n", body.len()), ""),
            &[Ours(413)],
        ),
    ]
}

/// Several requests on a connection.
fn sequences(make: &Maker<'_>) -> Vec<Case> {
    let right = make.right();
    let alive = "GET /livez HTTP/1.1\r\nhost: a\r\n\r\n";
    vec![
        case(
            "a request within a body that is refused",
            make.enforce("content-length: 9000\r\n", &format!("{right}{right}")),
            &[Ours(413)],
        ),
        case(
            "garbage behind a request",
            format!("{alive}\0\0\0\0\r\n\r\n{right}").into_bytes(),
            &[Ours(200), Parser(400)],
        ),
        case(
            // not ended: the parser would find a whole line too long (400) instead
            "a head that is too large behind a request",
            format!("{alive}GET /{}", "x".repeat(140_000)).into_bytes(),
            &[Ours(200), Parser(431)],
        ),
        case(
            "a request behind one that closes",
            make.enforce("connection: close\r\ncontent-length: 3\r\n", &format!("{{}} {right}")),
            &[Ours(400)],
        ),
        case("two requests", alive.repeat(2).into_bytes(), &[Ours(200), Ours(200)]),
        case(
            "a request behind one of HTTP/1.0",
            format!("GET /livez HTTP/1.0\r\nhost: a\r\n\r\n{right}").into_bytes(),
            &[Ours(200)],
        ),
        case(
            "a request behind a body that is not read",
            format!("GET /livez HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello{right}").into_bytes(),
            &[Ours(200)],
        ),
        case(
            "a request behind a chunked body that is not read",
            format!("GET /livez HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{right}")
                .into_bytes(),
            &[Ours(200)],
        ),
        case(
            "an upgrade to a web socket",
            make.with(&format!("GET {PATH} HTTP/1.1"), "connection: upgrade\r\nupgrade: websocket\r\n", &right),
            &[Ours(405)],
        ),
        case(
            "an upgrade to HTTP/2",
            make.with(
                &format!("GET {PATH} HTTP/1.1"),
                "connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n",
                "",
            ),
            &[Ours(405)],
        ),
        case("nothing", Vec::new(), &[]),
        case("half a head", right.as_bytes()[..40].to_vec(), &[]),
    ]
}
