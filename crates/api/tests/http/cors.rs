//! CORS: listed origins may call the API and read its answers, but not the gate's.

use std::sync::Arc;

use actix_web::http::Method;
use portcullis_api::{CorsOrigins, Rules, Services};
use portcullis_domain::testing::FixedClock;

use crate::fixtures::{Answer, Request, enforce, organizations, request, services_by};

const LISTED: &str = "https://app.example.com";

/// The headers that let a browser's page read an answer.
const CORS_HEADERS: [&str; 5] = [
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-allow-credentials",
];

fn listing() -> Services {
    let cors = CorsOrigins::parse(&[LISTED, "http://localhost:5173"]).unwrap();
    let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
    services_by(organizations(), clock, Rules { cors, ..Rules::default() })
}

fn preflight(path: &str, origin: &str) -> Request {
    request(Method::OPTIONS, path).header("origin", origin).header("access-control-request-method", "POST")
}

fn assert_no_cors_headers(answer: &Answer, of: &str) {
    for name in CORS_HEADERS {
        assert_eq!(answer.header(name), "", "{of}: {name}");
    }
}

#[actix_web::test]
async fn listed_origin_may_preflight_call_and_read() {
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
async fn unlisted_origin_gets_no_cors_headers() {
    for origin in
        ["https://evil.example", "null", "https://app.example.com.evil.example", "https://APP.example.com", ""]
    {
        let asked = preflight("/mfa/organization/enforce", origin).sent_to(listing()).await;
        assert_eq!(
            (asked.status, asked.header("allow"), asked.error_text()),
            (405, "POST", "Method not allowed"),
            "{origin}"
        );
        assert_no_cors_headers(&asked, origin);
        let called = enforce("owner@acme", r#"{"enforced":true}"#).header("origin", origin).sent_to(listing()).await;
        assert_no_cors_headers(&called, origin);
    }
    let two = preflight("/mfa/organization/enforce", LISTED).header("origin", "https://evil.example");
    assert_no_cors_headers(&two.sent_to(listing()).await, "two origins");
    // without a requested method it is not a preflight, and an unknown path has none
    let plain = request(Method::OPTIONS, "/livez").header("origin", LISTED).sent_to(listing()).await;
    assert_eq!(plain.status, 405);
    assert_eq!(preflight("/nowhere", LISTED).sent_to(listing()).await.status, 404);
}

#[actix_web::test]
async fn no_origin_is_listed_by_default() {
    let asked = preflight("/mfa/organization/enforce", LISTED).to(&organizations()).await;
    assert_eq!((asked.status, asked.header("vary")), (405, ""));
    assert_no_cors_headers(&asked, "by default");
}

#[actix_web::test]
async fn gate_gets_no_cors_headers() {
    for path in ["/mfa/gate", "/mfa/gate/default"] {
        for method in [Method::GET, Method::OPTIONS] {
            for token in ["", "owner@acme"] {
                let asked = request(method.clone(), path).bearer(token).header("origin", LISTED);
                let asked = asked.header("access-control-request-method", "GET").sent_to(listing()).await;
                assert!(matches!(asked.status, 200 | 401 | 403), "{path}: {}", asked.status);
                assert_no_cors_headers(&asked, path);
            }
        }
    }
}
