//! Pages of other origins: those that are listed may call and read, and never the gate.

use std::sync::Arc;

use actix_web::http::Method;
use portcullis_api::{CorsOrigins, Rules, Services};
use portcullis_domain::testing::FixedClock;

use crate::requests::{Answer, Request, a_world, enforce, request, services_by};

const LISTED: &str = "https://app.example.com";

/// What tells a browser to let a page read.
const TOLD: [&str; 5] = [
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-allow-credentials",
];

fn listing() -> Services {
    let cors = CorsOrigins::parse(&[LISTED, "http://localhost:5173"]).unwrap();
    let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
    services_by(a_world(), clock, Rules { cors, ..Rules::default() })
}

fn preflight(path: &str, origin: &str) -> Request {
    request(Method::OPTIONS, path).header("origin", origin).header("access-control-request-method", "POST")
}

fn assert_told_nothing(answer: &Answer, of: &str) {
    for name in TOLD {
        assert_eq!(answer.header(name), "", "{of}: {name}");
    }
}

#[actix_web::test]
async fn a_listed_origin_may_ask_beforehand_call_and_read() {
    let asked = preflight("/mfa/organization/enforce", LISTED).sent_to(listing()).await;
    assert_eq!((asked.status, &*asked.text), (204, ""));
    assert_eq!(asked.header("access-control-allow-origin"), LISTED);
    assert_eq!(asked.header("access-control-allow-methods"), "POST");
    assert_eq!(
        asked.header("access-control-allow-headers"),
        "authorization, content-type, if-match, if-plan, x-request-id"
    );
    assert_eq!((asked.header("vary"), asked.header("cache-control")), ("origin", "no-store"));
    for (token, status) in [("owner@acme", 200), ("user@acme", 403), ("", 401)] {
        let answer = enforce(token, r#"{"enforced":true}"#).header("origin", LISTED).sent_to(listing()).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (status, LISTED));
        assert_eq!(
            answer.header("access-control-expose-headers"),
            "etag, retry-after, www-authenticate, x-error-code, x-request-id"
        );
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
}

#[actix_web::test]
async fn any_other_origin_is_told_nothing_and_refused_as_everybody_is() {
    for origin in
        ["https://evil.example", "null", "https://app.example.com.evil.example", "https://APP.example.com", ""]
    {
        let asked = preflight("/mfa/organization/enforce", origin).sent_to(listing()).await;
        assert_eq!(
            (asked.status, asked.header("allow"), asked.said()),
            (405, "POST", "Method not allowed"),
            "{origin}"
        );
        assert_told_nothing(&asked, origin);
        let called = enforce("owner@acme", r#"{"enforced":true}"#).header("origin", origin).sent_to(listing()).await;
        assert_told_nothing(&called, origin);
    }
    let two = preflight("/mfa/organization/enforce", LISTED).header("origin", "https://evil.example");
    assert_told_nothing(&two.sent_to(listing()).await, "two origins");
    // without the question it is no preflight, and nowhere there is nothing to ask for
    let plain = request(Method::OPTIONS, "/livez").header("origin", LISTED).sent_to(listing()).await;
    assert_eq!(plain.status, 405);
    assert_eq!(preflight("/nowhere", LISTED).sent_to(listing()).await.status, 404);
}

#[actix_web::test]
async fn no_origin_is_listed_by_default() {
    let asked = preflight("/mfa/organization/enforce", LISTED).to(&a_world()).await;
    assert_eq!((asked.status, asked.header("vary")), (405, ""));
    assert_told_nothing(&asked, "by default");
}

#[actix_web::test]
async fn no_page_reads_the_gate() {
    for path in ["/mfa/gate", "/mfa/gate/default"] {
        for method in [Method::GET, Method::OPTIONS] {
            for token in ["", "owner@acme"] {
                let asked = request(method.clone(), path).bearer(token).header("origin", LISTED);
                let asked = asked.header("access-control-request-method", "GET").sent_to(listing()).await;
                assert!(matches!(asked.status, 200 | 401 | 403), "{path}: {}", asked.status);
                assert_told_nothing(&asked, path);
            }
        }
    }
}

#[actix_web::test]
async fn a_url_or_a_head_that_is_too_large_is_refused_and_at_the_gate_nothing_passes() {
    let long = "x".repeat(9 * 1024);
    for (path, url, head) in [("/livez", 414, 431), ("/mfa/organization/enforce", 414, 431), ("/mfa/gate", 403, 403)] {
        let asked = request(Method::GET, &format!("{path}?{long}")).bearer("owner@acme").to(&a_world()).await;
        assert_eq!((asked.status, asked.header("x-error-code")), (url, "request.url_too_long"), "{path}");
        let asked = request(Method::GET, path).bearer("owner@acme").header("x-a", &long).header("x-b", &long);
        let asked = asked.to(&a_world()).await;
        assert_eq!((asked.status, asked.header("x-error-code")), (head, "request.head_too_large"), "{path}");
        assert!(!asked.header("x-request-id").is_empty(), "{path}");
    }
}
