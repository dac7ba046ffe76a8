//! Health checks, the OpenAPI document and its page, request ids, unknown paths and methods.

use actix_web::http::Method;
use portcullis_api::Rules;
use serde_json::json;

use crate::fixtures::{World, enforce, organizations, request};

#[actix_web::test]
async fn health_checks_need_no_token() {
    let store = organizations();
    let live = request(Method::GET, "/livez").to(&store).await;
    assert_eq!(live.parts(), (200, &json!({ "success": true, "message": "live" })));
    let ready = request(Method::GET, "/readyz").to(&store).await;
    assert_eq!(ready.parts(), (200, &json!({ "success": true, "message": "ready" })));
    store.fail_at_call(1);
    let unready = request(Method::GET, "/readyz").to(&store).await;
    assert_eq!(unready.parts(), (503, &json!({ "success": false, "error": "Service temporarily unavailable" })));
    assert_eq!(unready.header("retry-after"), "1");
}

#[actix_web::test]
async fn unknown_paths_are_404_in_json() {
    for path in
        ["/", "/mfa", "/mfa/organization/enforce/", "/MFA/organization/enforce", "//livez", "/docs/nothing.js", "/%ff"]
    {
        for token in ["", "bad", "owner@acme"] {
            let answer = request(Method::GET, path).bearer(token).to(&organizations()).await;
            assert_eq!(answer.parts(), (404, &json!({ "success": false, "error": "Not found" })), "{path}");
            assert_eq!(answer.header("content-type"), "application/json");
        }
    }
}

#[actix_web::test]
async fn other_methods_are_405_before_authentication() {
    for method in ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "BREW"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = request(method.clone(), "/mfa/organization/enforce").bearer("bad").to(&organizations()).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "POST"), "{method}");
        if method != Method::HEAD {
            assert_eq!(answer.body, json!({ "success": false, "error": "Method not allowed" }));
        }
    }
    assert_eq!(request(Method::POST, "/livez").to(&organizations()).await.header("allow"), "GET, HEAD");
    let head = request(Method::HEAD, "/livez").to(&organizations()).await;
    assert_eq!((head.status, head.header("content-type")), (200, "application/json"));
}

#[actix_web::test]
async fn client_chosen_request_id_is_never_ours() {
    for given in ["trace-1", "0199b1f2-7c2e-7d6a-8f3a-1f2e3d4c5b6a", "", "a b", "a\"b", &"x".repeat(129)] {
        let made = enforce("bad", "{}").header("x-request-id", given).to(&organizations()).await;
        let id = made.header("x-request-id");
        assert_eq!((id.len(), id.as_bytes()[14]), (36, b'7'), "{given}: {id}");
        assert_ne!(id, given);
    }
}

#[actix_web::test]
async fn openapi_document_is_current() {
    let answer = request(Method::GET, "/openapi.json").to(&organizations()).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body["openapi"].as_str().unwrap().starts_with("3.1"));
    let responses = answer.body["paths"]["/mfa/organization/enforce"]["post"]["responses"].as_object().unwrap();
    let statuses: Vec<_> = responses.keys().map(String::as_str).collect();
    assert_eq!(statuses, ["200", "400", "401", "403", "408", "413", "415", "500", "503"]);

    assert_current("openapi.json", &portcullis_api::openapi_json());
}

#[test]
fn errors_page_is_current() {
    assert_current("errors.md", &portcullis_api::errors_page());
}

/// Compares a file in `docs/reference/` with what the code makes of it, or writes it (`make generated`).
#[expect(clippy::disallowed_methods, reason = "the one switch of `make generated`")]
fn assert_current(file: &str, made: &str) {
    let path = format!("{}/../../docs/reference/{file}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var("GENERATE").is_ok() {
        std::fs::write(&path, made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept == made, "docs/reference/{file} is not current: run `make generated`");
}

#[actix_web::test]
async fn docs_page_is_served_where_it_is_switched_on() {
    let world = World::new(organizations(), Rules { docs: true, ..Rules::default() });
    let to = world.get("", "/docs").await;
    assert_eq!((to.status, to.header("location")), (308, "/docs/"));
    for (file, media_type) in [
        ("", "text/html"),
        ("swagger-ui.css", "text/css"),
        ("swagger-ui-bundle.js", "text/javascript"),
        ("swagger-initializer.js", "text/javascript"),
    ] {
        let answer = world.get("", &format!("/docs/{file}")).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, media_type), "{file}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{file}: {policy}");
        assert!(!policy.contains("script-src 'self' "), "no inline scripts: {policy}");
    }
    let page = world.get("", "/docs/").await.text;
    assert!(!page.contains("<script>"), "a script that the policy forbids: {page}");
    assert_eq!(world.get("", "/docs/nothing.js").await.status, 404);
    for path in ["/docs", "/docs/", "/docs/swagger-ui.css"] {
        assert_eq!(request(Method::GET, path).to(&organizations()).await.status, 404, "off by default: {path}");
    }
}
