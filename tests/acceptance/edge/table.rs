//! Requests that are none, or none that may be served, and how each is answered.
//!
//! Wherever it can be, the request is one that would change what an owner's organization demands if it were served after
//! all: then the rows tell.

/// One try: what it is, the bytes, and the statuses of its answers. Nothing more may be answered, and nothing else.
pub(super) struct Try {
    pub(super) name: &'static str,
    pub(super) bytes: Vec<u8>,
    pub(super) statuses: &'static [u16],
}

const PATH: &str = "/mfa/organization/enforce";
const BODY: &str = r#"{"enforced":true}"#;
const CHUNKED: &str = "11\r\n{\"enforced\":true}\r\n0\r\n\r\n";

/// A request head with these lines after the usual ones, and what follows it.
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

    /// The whole of it, as it is right.
    fn right(&self) -> String {
        String::from_utf8(self.enforce(&format!("content-length: {}\r\n", BODY.len()), BODY)).unwrap()
    }

    /// The right one to this target or with this first line.
    fn to(&self, line: &str) -> Vec<u8> {
        self.with(line, &format!("content-length: {}\r\n", BODY.len()), BODY)
    }

    /// The right one with something in it replaced.
    fn altered(&self, from: &str, to: &str) -> Vec<u8> {
        let right = self.right();
        assert!(right.contains(from), "{from}");
        right.replacen(from, to, 1).into_bytes()
    }
}

/// All of them, with an owner's token.
pub(super) fn tries(token: &str) -> Vec<Try> {
    let make = Maker(token);
    let mut tries = framing(&make);
    tries.extend(chunks(&make));
    tries.extend(lines(&make));
    tries.extend(first_lines(&make));
    tries.extend(targets(&make));
    tries.extend(tokens(&make));
    tries.extend(sizes(&make));
    tries.extend(sequences(&make));
    tries
}

fn attempt(name: &'static str, bytes: Vec<u8>, statuses: &'static [u16]) -> Try {
    Try { name, bytes, statuses }
}

/// How long the body is, said twice or wrongly.
fn framing(make: &Maker<'_>) -> Vec<Try> {
    let smuggled = format!("0\r\n\r\n{}", make.right());
    let length = |value: &str| make.enforce(&format!("content-length: {value}\r\n"), BODY);
    let coding = |value: &str| make.enforce(&format!("transfer-encoding: {value}\r\n"), CHUNKED);
    vec![
        attempt("CL.TE", make.enforce("content-length: 6\r\ntransfer-encoding: chunked\r\n", &smuggled), &[400]),
        attempt("TE.CL", make.enforce("transfer-encoding: chunked\r\ncontent-length: 6\r\n", &smuggled), &[400]),
        attempt("two lengths", make.enforce("content-length: 17\r\ncontent-length: 0\r\n", BODY), &[400]),
        attempt("one length twice", make.enforce("content-length: 17\r\ncontent-length: 17\r\n", BODY), &[400]),
        attempt("a list of lengths", length("17, 17"), &[400]),
        attempt("a length with a sign", length("+17"), &[400]),
        attempt("a negative length", length("-1"), &[400]),
        attempt("a hexadecimal length", length("0x11"), &[400]),
        attempt("a length without digits", length(""), &[400]),
        attempt("a length beyond all numbers", length("99999999999999999999"), &[400]),
        attempt("a coding that is none", coding("xchunked"), &[400]),
        attempt("a coding behind another", coding("gzip, chunked"), &[400]),
        attempt("a coding before another", coding("chunked, identity"), &[400]),
        attempt("the coding twice in a line", coding("chunked, chunked"), &[400]),
        attempt("no coding at all", coding(""), &[400]),
        attempt("the coding identity", coding("identity"), &[400]),
        attempt("a coding with a control character", coding("chunked\u{b}"), &[400]),
        attempt("a coding in quotes", coding("\"chunked\""), &[400]),
        attempt("a coding in pieces", coding("chunk\r\n ed"), &[400]),
        attempt(
            "the coding in two lines",
            make.enforce("transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n", CHUNKED),
            &[400],
        ),
        attempt(
            "a coding in HTTP/1.0",
            make.with(&format!("POST {PATH} HTTP/1.0"), "transfer-encoding: chunked\r\n", CHUNKED),
            &[400],
        ),
        attempt("a space before the colon of a length", make.enforce("content-length : 17\r\n", BODY), &[400]),
        attempt(
            "a space before the colon of a coding",
            make.enforce("transfer-encoding : chunked\r\n", CHUNKED),
            &[400],
        ),
        attempt(
            "a tab before the colon of a coding",
            make.enforce("transfer-encoding\t: chunked\r\n", CHUNKED),
            &[400],
        ),
        attempt("a body that no length announces", make.enforce("", &format!("{BODY}\r\n\r\n")), &[400, 400]),
        attempt("less than was announced", make.enforce("content-length: 40\r\n", BODY), &[400]),
    ]
}

/// Bodies in chunks that are none. What is left of them is never read as another request.
fn chunks(make: &Maker<'_>) -> Vec<Try> {
    let behind = make.right();
    let chunked = |name, body: &str| {
        attempt(name, make.enforce("transfer-encoding: chunked\r\n", &format!("{body}{behind}")), &[400])
    };
    vec![
        chunked("a request behind chunks that are right", "10\r\n{\"enforced\":\"x\"}\r\n0\r\n\r\n"),
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
        attempt("a chunk without an end", make.enforce("transfer-encoding: chunked\r\n", "11\r\n{\"enf"), &[400]),
        attempt(
            "chunks without an end",
            make.enforce("transfer-encoding: chunked\r\n", "11\r\n{\"enforced\":true}\r\n"),
            &[400],
        ),
    ]
}

/// Header lines that are none.
fn lines(make: &Maker<'_>) -> Vec<Try> {
    let line = |name, line: &str| attempt(name, make.altered("host: a\r\n", &format!("host: a\r\n{line}\r\n")), &[400]);
    vec![
        attempt("bare line feeds", make.right().replace("\r\n", "\n").into_bytes(), &[400]),
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
        attempt("no host", make.altered("host: a\r\n", ""), &[400]),
    ]
}

/// First lines that are none, and other versions and methods.
fn first_lines(make: &Maker<'_>) -> Vec<Try> {
    let none = |name, line: &str| attempt(name, make.to(line), &[400]);
    let other = |name, method: &str| attempt(name, make.to(&format!("{method} {PATH} HTTP/1.1")), &[405]);
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
        attempt("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), &[400]),
        attempt("a TLS handshake", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec(), &[400]),
        attempt("HTTP/1.0 without a length", make.with(&format!("POST {PATH} HTTP/1.0"), "", ""), &[400]),
        other("a method in small letters", "post"),
        other("a method in both", "Post"),
        other("a very long method", &"POST".repeat(1000)),
        other("TRACE", "TRACE"),
        other("PUT", "PUT"),
        other("BREW", "BREW"),
        attempt("CONNECT", make.to("CONNECT a:443 HTTP/1.1"), &[404]),
        attempt("OPTIONS *", make.to("OPTIONS * HTTP/1.1"), &[404]),
        attempt(
            "another method by a header",
            make.with(&format!("GET {PATH} HTTP/1.1"), "x-http-method-override: POST\r\n", ""),
            &[405],
        ),
    ]
}

/// Targets that some servers would take for the route.
fn targets(make: &Maker<'_>) -> Vec<Try> {
    let nowhere = |target: &'static str| attempt(target, make.to(&format!("POST {target} HTTP/1.1")), &[404]);
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
        attempt("a target without a slash", make.to("POST mfa/organization/enforce HTTP/1.1"), &[400]),
        nowhere("http://other.example//mfa/organization/enforce"),
        nowhere("http://other.example/?/mfa/organization/enforce"),
    ]
}

/// Tokens where none counts.
fn tokens(make: &Maker<'_>) -> Vec<Try> {
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
        attempt("two tokens", make.altered(&bearer, &format!("{bearer}{bearer}")), &[400]),
        attempt(
            "a token behind another scheme",
            make.altered(&bearer, &format!("authorization: Basic YTpi\r\n{bearer}")),
            &[400],
        ),
        attempt(
            "two tokens in a line",
            make.altered(&bearer, &format!("authorization: Bearer {token}, Bearer {token}\r\n")),
            &[401],
        ),
        attempt("a token in the query", without(&in_query, "", BODY), &[401]),
        attempt("a token in the query beside one", make.to(&in_query), &[400]),
        attempt("a token in the body", without(&right, "", &in_body), &[401]),
        attempt("a token in a cookie", without(&right, &format!("cookie: access_token={token}\r\n"), BODY), &[401]),
        attempt("a token in another header", without(&right, &format!("x-access-token: {token}\r\n"), BODY), &[401]),
        attempt(
            "a token for the proxy",
            without(&right, &format!("proxy-authorization: Bearer {token}\r\n"), BODY),
            &[401],
        ),
        attempt("another scheme", make.altered("Bearer", "Basic"), &[401]),
        attempt("no scheme", make.altered("Bearer ", ""), &[401]),
        attempt("a token in a form", without(&right, "", &format!("access_token={token}")), &[401]),
    ]
}

/// Too much of something.
fn sizes(make: &Maker<'_>) -> Vec<Try> {
    let line = |size: usize| make.altered("host: a\r\n", &format!("host: a\r\nx-a: {}\r\n", "x".repeat(size)));
    let url = |size: usize| make.to(&format!("POST {PATH}?{} HTTP/1.1", "x".repeat(size)));
    let body = "x".repeat(3 * 1024 * 1024);
    vec![
        attempt("a token of 100 KiB", make.altered("Bearer ", &format!("Bearer {}", "x".repeat(100 * 1024))), &[431]),
        attempt("a header line of 17 KiB", line(17 * 1024), &[431]),
        attempt("a header line of 200 KiB", line(200 * 1024), &[431]),
        attempt(
            "a hundred headers",
            make.altered("host: a\r\n", &format!("host: a\r\n{}", "a: b\r\n".repeat(100))),
            &[431],
        ),
        attempt("a URL of 9 KiB", url(9 * 1024), &[414]),
        attempt("a URL of 20 KiB", url(20 * 1024), &[414]),
        attempt("a URL of 200 KiB", url(200 * 1024), &[431]),
        attempt("a body of 3 MiB", make.enforce(&format!("content-length: {}\r\n", body.len()), &body), &[413]),
        attempt(
            "a body of 3 MiB in a chunk",
            make.enforce("transfer-encoding: chunked\r\n", &format!("300000\r\n{body}\r\n0\r\n\r\n")),
            &[413],
        ),
        attempt(
            "a body that is asked for first",
            make.enforce(&format!("content-length: {}\r\nexpect: 100-continue\r\n", body.len()), ""),
            &[413],
        ),
    ]
}

/// More than one request, of which one at most is one.
fn sequences(make: &Maker<'_>) -> Vec<Try> {
    let right = make.right();
    let alive = "GET /livez HTTP/1.1\r\nhost: a\r\n\r\n";
    vec![
        attempt(
            "a request within a body that is refused",
            make.enforce("content-length: 9000\r\n", &format!("{right}{right}")),
            &[413],
        ),
        attempt("garbage behind a request", format!("{alive}\0\0\0\0\r\n\r\n{right}").into_bytes(), &[200, 400]),
        attempt(
            "a head that is too large behind a request",
            format!("{alive}GET /{} HTTP/1.1\r\n\r\n", "x".repeat(140_000)).into_bytes(),
            &[200, 431],
        ),
        attempt(
            "a request behind one that closes",
            make.enforce("connection: close\r\ncontent-length: 3\r\n", &format!("{{}} {right}")),
            &[400],
        ),
        attempt(
            "an upgrade to a web socket",
            make.with(&format!("GET {PATH} HTTP/1.1"), "connection: upgrade\r\nupgrade: websocket\r\n", &right),
            &[405],
        ),
        attempt(
            "an upgrade to HTTP/2",
            make.with(
                &format!("GET {PATH} HTTP/1.1"),
                "connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n",
                "",
            ),
            &[405],
        ),
        attempt("nothing", Vec::new(), &[]),
        attempt("half a head", right.as_bytes()[..40].to_vec(), &[]),
    ]
}
