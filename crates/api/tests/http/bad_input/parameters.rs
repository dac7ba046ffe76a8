//! Hostile text in every place of a request that is no body: the names in paths, the query, the head.

use portcullis_api::routes::CHANGE_POLICY;
use portcullis_api::{Access, Route};
use utoipa::openapi::path::ParameterIn;

use super::{World, a_world, assert_ours, call, good_path, only_looks, path_of, routes, who_may};
use crate::requests::{Answer, Request, request};

/// What is written into a path or a query, as it stands on the wire.
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

/// Calls a route with its own body; what must hold whatever else was said.
async fn sent(world: &World, route: &Route, request: Request, told: &str) -> Answer {
    let (before, others) = (world.store.rows(), world.store.rows_of("other"));
    let request = match route.body {
        Some(body) => request.json(body.example),
        None => request,
    };
    let answer = world.served.answer(request).await;
    let told = format!("{told} to {} {}", route.method, route.path);
    if route.access == Access::Gate && answer.status == 200 {
        assert_eq!(world.store.rows(), before, "{told}");
        return answer;
    }
    assert_ours(&answer, &told);
    assert_eq!(world.store.rows_of("other"), others, "{told}");
    // that somebody may not is written into the trail of their own organization
    if only_looks(&route.method) && answer.status != 403 {
        assert_eq!(world.store.rows(), before, "{told}");
    }
    answer
}

#[actix_web::test]
async fn whatever_a_path_names_the_answer_is_ours() {
    for route in routes().filter(|route| route.path.contains('{')) {
        for text in hostile() {
            let world = a_world().await;
            let answer = sent(&world, route, call(route, &path_of(route, &text)), &format!("{text:.60}")).await;
            let named_other = text == "other" && matches!(route.access, Access::Client(_));
            assert!(!named_other || answer.status == 403, "a machine of acme in another organization: {answer:?}");
        }
    }
}

#[actix_web::test]
async fn whatever_a_query_says_the_answer_is_ours() {
    for route in routes() {
        let known = route.parameters().into_iter().filter(|parameter| parameter.parameter_in == ParameterIn::Query);
        let names = known.map(|parameter| parameter.name).chain(["unknown".to_owned(), "access_token".to_owned()]);
        let world = a_world().await;
        for name in names {
            for text in hostile() {
                let path = format!("{}?{name}={text}&{text}={name}", good_path(route));
                sent(&world, route, call(route, &path), &format!("?{name}={text:.60}")).await;
            }
        }
    }
}

/// What clients may say in the head, but for preconditions.
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
    request(route.method.clone(), &good_path(route)).bearer(who_may(route))
}

#[actix_web::test]
async fn whatever_the_headers_say_the_answer_is_ours() {
    let beyond_ascii = [b"\xff\xfe".to_vec(), "ü 😀".into(), b"\t".into()];
    let values = hostile().into_iter().map(String::into_bytes).chain(beyond_ascii).chain([Vec::new(), b"gzip".into()]);
    let values: Vec<Vec<u8>> = values.collect();
    for route in routes() {
        let world = a_world().await;
        for value in &values {
            let told = format!("a head of {:.60}", value.escape_ascii().to_string());
            let request = HEADERS.iter().fold(plain_call(route), |all, name| all.header_of_bytes(name, value));
            sent(&world, route, request, &told).await;
        }
        for bytes in [b"Bearer \xff".as_slice(), b"\xff", b"Bearer \t", b"Bearer a b", b"Negotiate x"] {
            let request = request(route.method.clone(), &good_path(route)).header_of_bytes("authorization", bytes);
            let answer = sent(&world, route, request, "an authorization that is none").await;
            assert!(route.access == Access::Public || answer.status == 401, "{answer:?}");
        }
    }
}

#[actix_web::test]
async fn a_precondition_that_is_none_changes_nothing() {
    let route = &CHANGE_POLICY;
    let also = ["", "*", "W/\"1\"", "\"1\", \"2\"", "\"\"", "\"18446744073709551616\"", "\"1", "\"-1\"", "\"01x\""];
    for value in hostile().into_iter().chain(also.map(str::to_owned)) {
        let world = a_world().await;
        let before = world.store.rows();
        let answer = sent(&world, route, plain_call(route).header("if-match", &value), &value).await;
        assert!(matches!(answer.status, 412 | 428), "{value}: {answer:?}");
        let request = plain_call(route).header("if-match", "\"1\"").header("if-plan", &value);
        assert_eq!(sent(&world, route, request, &value).await.status, 400, "{value}");
        assert_eq!(world.store.rows(), before, "{value}");
    }
}
