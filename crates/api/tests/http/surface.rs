//! What is served beside the family: health, the document, the page, request ids, and what is not served at all.

use actix_web::http::Method;
use serde_json::json;

use crate::requests::{a_world, enforce, request};

#[actix_web::test]
async fn health_answers_without_a_token() {
    let world = a_world();
    let live = request(Method::GET, "/livez").to(&world).await;
    assert_eq!(live.told(), (200, &json!({ "success": true, "message": "live" })));
    let ready = request(Method::GET, "/readyz").to(&world).await;
    assert_eq!(ready.told(), (200, &json!({ "success": true, "message": "ready" })));
    world.fail_at_call(1);
    let unready = request(Method::GET, "/readyz").to(&world).await;
    assert_eq!(unready.told(), (503, &json!({ "success": false, "error": "Service temporarily unavailable" })));
    assert_eq!(unready.header("retry-after"), "1");
}

#[actix_web::test]
async fn what_is_not_there_is_404_in_json_whoever_asks() {
    for path in
        ["/", "/mfa", "/mfa/organization/enforce/", "/MFA/organization/enforce", "//livez", "/docs/nothing.js", "/%ff"]
    {
        for token in ["", "bad", "owner@acme"] {
            let answer = request(Method::GET, path).bearer(token).to(&a_world()).await;
            assert_eq!(answer.told(), (404, &json!({ "success": false, "error": "Not found" })), "{path}");
            assert_eq!(answer.header("content-type"), "application/json");
        }
    }
}

#[actix_web::test]
async fn another_method_is_405_before_any_token_is_looked_at() {
    for method in ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "BREW"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = request(method.clone(), "/mfa/organization/enforce").bearer("bad").to(&a_world()).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "POST"), "{method}");
        if method != Method::HEAD {
            assert_eq!(answer.body, json!({ "success": false, "error": "Method not allowed" }));
        }
    }
    assert_eq!(request(Method::POST, "/livez").to(&a_world()).await.header("allow"), "GET, HEAD");
    let head = request(Method::HEAD, "/livez").to(&a_world()).await;
    assert_eq!((head.status, head.header("content-type")), (200, "application/json"));
}

#[actix_web::test]
async fn a_request_keeps_its_id_or_gets_one() {
    let given = enforce("bad", "{}").header("x-request-id", "trace-1").to(&a_world()).await;
    assert_eq!(given.header("x-request-id"), "trace-1");
    for unusable in ["", "a b", "a\"b", &"x".repeat(129)] {
        let made = enforce("bad", "{}").header("x-request-id", unusable).to(&a_world()).await;
        let id = made.header("x-request-id");
        assert_eq!((id.len(), id.as_bytes()[14]), (36, b'7'), "{unusable}: {id}");
    }
}

#[actix_web::test]
async fn the_document_is_current_and_describes_each_answer() {
    let answer = request(Method::GET, "/openapi.json").to(&a_world()).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body["openapi"].as_str().unwrap().starts_with("3.1"));
    let responses = answer.body["paths"]["/mfa/organization/enforce"]["post"]["responses"].as_object().unwrap();
    let statuses: Vec<_> = responses.keys().map(String::as_str).collect();
    assert_eq!(statuses, ["200", "400", "401", "403", "408", "413", "415", "500", "503"]);

    assert_current("openapi.json", &portcullis_api::openapi_json());
}

#[test]
fn the_page_of_errors_is_current() {
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
async fn the_page_and_all_its_files_are_in_the_program() {
    let to = request(Method::GET, "/docs").to(&a_world()).await;
    assert_eq!((to.status, to.header("location")), (308, "/docs/"));
    for (file, media_type) in [
        ("", "text/html"),
        ("swagger-ui.css", "text/css"),
        ("swagger-ui-bundle.js", "text/javascript"),
        ("swagger-initializer.js", "text/javascript"),
    ] {
        let answer = request(Method::GET, &format!("/docs/{file}")).to(&a_world()).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, media_type), "{file}");
    }
}
