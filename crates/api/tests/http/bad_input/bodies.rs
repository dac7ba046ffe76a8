//! Malformed JSON, to every route with a body.

use portcullis_api::{Access, Body, Route};
use serde_json::Value;

use super::{Target, assert_well_formed, call, good_path, routes, target};

const JSON: &str = "application/json";

/// A malformed body: its name in failures, its media type, its bytes, and the expected status.
type Bad = (&'static str, &'static str, Vec<u8>, u16);

/// Malformed bodies, made from a valid one.
fn bad_bodies(body: &Body) -> Vec<Bad> {
    let good = body.example;
    let utf_16 = |order: fn(u16) -> [u8; 2]| good.encode_utf16().flat_map(order).collect::<Vec<_>>();
    let deep = |opening: &str, closing: &str, depth: usize| {
        format!("{{\"x\":{}{}}}", opening.repeat(depth), closing.repeat(depth)).into_bytes()
    };
    let inside = |text: &str| good.replacen('{', &format!("{{{text},"), 1).into_bytes();
    let after = |text: &str| format!("{good}{text}").into_bytes();
    // as deep as the route's limit allows
    let fitting = (body.limit - 6) / 2;
    let mut all: Vec<Bad> = vec![
        ("null", JSON, b"null".into(), 400),
        ("true", JSON, b"true".into(), 400),
        ("a number", JSON, b"7".into(), 400),
        ("a text", JSON, b"\"enforced\"".into(), 400),
        ("a list", JSON, b"[]".into(), 400),
        ("a list of true", JSON, b"[true]".into(), 400),
        ("a list of what is taken", JSON, format!("[{good}]").into(), 400),
        ("a text of what is taken", JSON, Value::from(good).to_string().into(), 400),
        ("blanks", JSON, b" \r\n\t".into(), 400),
        ("a half", JSON, good.as_bytes()[..good.len() - 1].into(), 400),
        ("a second object", JSON, after("{}"), 400),
        ("a word after it", JSON, after(" x"), 400),
        ("a bracket after it", JSON, after("}"), 400),
        ("NUL after it", JSON, after("\0"), 400),
        ("a comma at the end", JSON, good.replace('}', ",}").into(), 400),
        ("a comment", JSON, inside("/* */\"x\":1"), 400),
        ("a name without quotes", JSON, inside("x:1"), 400),
        ("NaN", JSON, inside("\"x\":NaN"), 400),
        ("a number without end", JSON, inside("\"x\":1e999999"), 400),
        ("a plus", JSON, inside("\"x\":+1"), 400),
        ("a leading zero", JSON, inside("\"x\":01"), 400),
        ("a control character in a text", JSON, inside("\"x\":\"\n\""), 400),
        ("half a surrogate", JSON, inside(r#""x":"\ud800""#), 400),
        ("a name twice", JSON, inside("\"x\":1,\"x\":2"), 400),
        ("a name twice, escaped once", JSON, inside(r#""x":1,"\u0078":1"#), 400),
        ("a byte order mark", JSON, format!("\u{feff}{good}").into(), 400),
        ("UTF-16, little end first", JSON, utf_16(u16::to_le_bytes), 400),
        ("UTF-16, big end first", JSON, utf_16(u16::to_be_bytes), 400),
        ("no UTF-8", JSON, [b"{\"x\":\"\xff\xfe\",".as_slice(), &good.as_bytes()[1..]].concat(), 400),
        ("an overlong form", JSON, [b"{\"x\":\"\xc0\xaf\",".as_slice(), &good.as_bytes()[1..]].concat(), 400),
        ("nested lists", JSON, deep("[", "]", fitting), 400),
        ("nested lists without an end", JSON, vec![b'['; body.limit], 400),
        ("nested objects", JSON, vec![b"{\"a\":".as_slice(); body.limit / 5].concat(), 400),
        ("lists, a hundred thousand deep", JSON, deep("[", "]", 100_000), if body.limit < 200_000 { 413 } else { 400 }),
        ("one byte too many", JSON, vec![b' '; body.limit + 1], 413),
        ("3 MiB", JSON, vec![b' '; 3 * 1024 * 1024], 413),
        ("no media type", "", good.into(), 415),
        ("plain text", "text/plain", good.into(), 415),
        ("a form", "application/x-www-form-urlencoded", b"enforced=true".into(), 415),
        ("a form in parts", "multipart/form-data; boundary=x", good.into(), 415),
        ("XML", "application/xml", b"<enforced>true</enforced>".into(), 415),
        ("YAML", "application/yaml", b"enforced: true".into(), 415),
        ("JSON of another kind", "application/merge-patch+json", good.into(), 415),
        ("JSON in UTF-16", "application/json; charset=utf-16", good.into(), 415),
        ("JSON in Latin 1", "application/json; charset=iso-8859-1", good.into(), 415),
        ("a media type that is none", "json", good.into(), 415),
        ("two media types", "application/json, text/plain", good.into(), 415),
    ];
    if let Some((name, value)) = object(good).iter().next() {
        all.push(("a field twice", JSON, inside(&format!("{}:{value}", Value::from(name.as_str()))), 400));
    }
    if good.contains('"') {
        all.push(("single quotes", JSON, good.replace('"', "'").into(), 400));
    }
    if body.required {
        all.push(("nothing", JSON, Vec::new(), 400));
    }
    all
}

fn object(text: &str) -> serde_json::Map<String, Value> {
    serde_json::from_str(text).unwrap()
}

fn with_bodies() -> impl Iterator<Item = (&'static Route, Body)> {
    routes().filter_map(|route| route.body.map(|body| (route, body)))
}

#[actix_web::test]
async fn malformed_json_is_rejected_by_every_route() {
    for (route, body) in with_bodies() {
        let Target { store, clock, served } = target().await;
        let before = store.rows();
        for (name, media_type, bytes, status) in bad_bodies(&body) {
            // requests have a rate
            clock.advance(5);
            let context = format!("{name} to {} {}", route.method, route.path);
            let asked = call(route, &good_path(route)).body(bytes);
            let asked = if media_type.is_empty() { asked } else { asked.header("content-type", media_type) };
            let answer = served.answer(asked).await;
            assert_eq!(answer.status, status, "{context}: {answer:?}");
            assert!(answer.header("x-error-code").starts_with("body."), "{context}: {answer:?}");
            assert_well_formed(&answer, &context);
        }
        assert_eq!(store.rows(), before, "{} {}", route.method, route.path);
    }
}

#[actix_web::test]
async fn no_body_is_read_without_token_or_scope() {
    for (route, body) in
        with_bodies().filter(|(route, _)| matches!(route.access, Access::Member(_) | Access::Client(_)))
    {
        let Target { store, served, .. } = target().await;
        let before = store.rows();
        let mut tokens = vec![("", 401), ("bad", 401)];
        if matches!(route.access, Access::Client(_)) {
            tokens.extend([("stranger", 403), ("owner@nowhere", 403), ("foreign@acme", 403)]);
        }
        for (name, media_type, bytes, _) in bad_bodies(&body) {
            for (token, status) in &tokens {
                let asked = call_as(route, token).body(bytes.clone()).header("content-type", media_type);
                let answer = served.answer(asked).await;
                let context = format!("{name} to {} {} by {token}", route.method, route.path);
                assert_eq!(answer.status, *status, "{context}: {answer:?}");
                assert!(!answer.header("x-error-code").starts_with("body."), "{context}: {answer:?}");
                assert_well_formed(&answer, &context);
            }
        }
        assert_eq!(store.rows(), before, "{} {}", route.method, route.path);
    }
}

#[actix_web::test]
async fn bad_bodies_are_rejected_before_membership() {
    for (route, body) in with_bodies().filter(|(route, _)| matches!(route.access, Access::Member(_))) {
        let Target { store, clock, served } = target().await;
        let before = store.rows();
        for (name, media_type, bytes, status) in bad_bodies(&body) {
            // requests have a rate
            clock.advance(5);
            for token in ["stranger", "owner@nowhere", "foreign@acme"] {
                let asked = call_as(route, token).body(bytes.clone()).header("content-type", media_type);
                let answer = served.answer(asked).await;
                let context = format!("{name} to {} {} by {token}", route.method, route.path);
                assert_eq!(answer.status, status, "{context}: {answer:?}");
                assert!(answer.header("x-error-code").starts_with("body."), "{context}: {answer:?}");
            }
        }
        assert_eq!(store.rows(), before, "{} {}", route.method, route.path);
    }
}

fn call_as(route: &Route, token: &str) -> crate::fixtures::Request {
    crate::fixtures::request(route.method.clone(), &good_path(route)).bearer(token).header("if-match", "\"1\"")
}
