//! Hostile text in paths, queries and headers.

use portcullis_api::routes::CHANGE_POLICY;
use portcullis_api::{Access, Route};
use utoipa::openapi::path::ParameterIn;

use super::{Target, assert_well_formed, call, good_path, is_read, path_of, permitted, routes, target};
use crate::fixtures::{Answer, Request, request};

/// Text for a path or a query, as it is written on the wire.
fn hostile() -> Vec<String> {
    let mut all: Vec<String> = [
        "%00",
        "a%00b",
        "%0d%0aX-Injected:%20yes",
        "%ff",
        "%c0%af",
        "%ed%a0%80",
        "%F0%9F%98%80",
        "%E2%80%AE",
        "..",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "a%2Fb",
        "other",
        "foreign",
        "%27%20OR%20%271%27=%271",
        "%27;DROP%20TABLE%20organizations;--",
        "$%7Bjndi:ldap:%2F%2F127.0.0.1%2Fa%7D",
        "%7B%7B7*7%7D%7D",
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "*",
        "%25",
        "%",
        "%zz",
        "null",
        "true",
        "-1",
        "0",
        "1e9",
        "NaN",
        "99999999999999999999999999",
        "9223372036854775808",
        "2026-02-30T25:61:61Z",
        "-009999-01-01T00:00:00Z",
        "+275760-09-13T00:00:00Z",
        "[]",
        "%5B%5D",
        "{}",
    ]
    .map(str::to_owned)
    .into();
    all.push("x".repeat(8 * 1024));
    all.push("%00".repeat(1000));
    all
}

/// Sends a request with the route's example body and checks what must hold for any input.
async fn sent(target: &Target, route: &Route, request: Request, context: &str) -> Answer {
    let (before, others) = (target.store.rows(), target.store.rows_of("other"));
    let request = match route.body {
        Some(body) => request.json(body.example),
        None => request,
    };
    let answer = target.served.answer(request).await;
    let context = format!("{context} to {} {}", route.method, route.path);
    if route.access == Access::Gate && answer.status == 200 {
        assert_eq!(target.store.rows(), before, "{context}");
        return answer;
    }
    assert_well_formed(&answer, &context);
    assert_eq!(target.store.rows_of("other"), others, "{context}");
    // a 403 is recorded in the caller's own organization
    if is_read(&route.method) && answer.status != 403 {
        assert_eq!(target.store.rows(), before, "{context}");
    }
    answer
}

#[actix_web::test]
async fn hostile_paths_get_error_responses() {
    for route in routes().filter(|route| route.path.contains('{')) {
        for text in hostile() {
            let target = target().await;
            let answer = sent(&target, route, call(route, &path_of(route, &text)), &format!("{text:.60}")).await;
            let named_other = text == "other" && matches!(route.access, Access::Client(_));
            assert!(!named_other || answer.status == 403, "a machine of acme in another organization: {answer:?}");
        }
    }
}

#[actix_web::test]
async fn hostile_queries_get_error_responses() {
    for route in routes() {
        let known = route.parameters().into_iter().filter(|parameter| parameter.parameter_in == ParameterIn::Query);
        let names = known.map(|parameter| parameter.name).chain(["unknown".to_owned(), "access_token".to_owned()]);
        let target = target().await;
        for name in names {
            for text in hostile() {
                let path = format!("{}?{name}={text}&{text}={name}", good_path(route));
                sent(&target, route, call(route, &path), &format!("?{name}={text:.60}")).await;
            }
        }
    }
}

/// Request headers other than preconditions.
const HEADERS: [&str; 14] = [
    "x-request-id",
    "accept",
    "accept-encoding",
    "content-encoding",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-original-url",
    "x-original-method",
    "forwarded",
    "cookie",
    "origin",
    "referer",
    "range",
];

fn plain_call(route: &Route) -> Request {
    request(route.method.clone(), &good_path(route)).bearer(permitted(route))
}

#[actix_web::test]
async fn hostile_headers_get_error_responses() {
    let beyond_ascii = [b"\xff\xfe".to_vec(), "ü 😀".into(), b"\t".into()];
    let values = hostile().into_iter().map(String::into_bytes).chain(beyond_ascii).chain([Vec::new(), b"gzip".into()]);
    let values: Vec<Vec<u8>> = values.collect();
    for route in routes() {
        let target = target().await;
        for value in &values {
            let context = format!("a head of {:.60}", value.escape_ascii().to_string());
            let request = HEADERS.iter().fold(plain_call(route), |all, name| all.header_of_bytes(name, value));
            sent(&target, route, request, &context).await;
        }
        for bytes in [b"Bearer \xff".as_slice(), b"\xff", b"Bearer \t", b"Bearer a b", b"Negotiate x"] {
            let request = request(route.method.clone(), &good_path(route)).header_of_bytes("authorization", bytes);
            let answer = sent(&target, route, request, "an authorization that is none").await;
            assert!(route.access == Access::Public || answer.status == 401, "{answer:?}");
        }
    }
}

#[actix_web::test]
async fn malformed_preconditions_change_nothing() {
    let route = &CHANGE_POLICY;
    let also = ["", "*", "W/\"1\"", "\"1\", \"2\"", "\"\"", "\"18446744073709551616\"", "\"1", "\"-1\"", "\"01x\""];
    for value in hostile().into_iter().chain(also.map(str::to_owned)) {
        let target = target().await;
        let before = target.store.rows();
        let answer = sent(&target, route, plain_call(route).header("if-match", &value), &value).await;
        assert!(matches!(answer.status, 412 | 428), "{value}: {answer:?}");
        let request = plain_call(route).header("if-match", "\"1\"").header("if-plan", &value);
        assert_eq!(sent(&target, route, request, &value).await.status, 400, "{value}");
        assert_eq!(target.store.rows(), before, "{value}");
    }
}
