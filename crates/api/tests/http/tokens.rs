//! Where a token may be, and the challenges of missing and invalid ones (TOK-12, TOK-13).

use actix_web::http::Method;
use serde_json::json;

use crate::fixtures::{enforce, organizations, request};

const ENFORCE: &str = "/mfa/organization/enforce";

#[actix_web::test]
async fn challenges_of_missing_and_invalid_tokens() {
    let answer = enforce("", r#"{"enforced":true}"#).to(&organizations()).await;
    assert_eq!(answer.parts(), (401, &json!({ "success": false, "error": "Authentication required" })));
    assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"portcullis\"");

    let answer = enforce("bad", r#"{"enforced":true}"#).to(&organizations()).await;
    assert_eq!(answer.parts(), (401, &json!({ "success": false, "error": "Invalid or expired token" })));
    assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"portcullis\", error=\"invalid_token\"");
}

#[actix_web::test]
async fn only_bearer_headers_are_tokens() {
    for header in ["Basic b3duZXI6YWNtZQ==", "owner@acme", "Token owner@acme", "Bearer", "Bearer ", ""] {
        let answer =
            request(Method::POST, ENFORCE).header("authorization", header).json("{}").to(&organizations()).await;
        assert_eq!(answer.status, 401, "{header}");
        assert_eq!(answer.header("x-error-code"), "token.missing", "{header}");
    }
    for scheme in ["bearer", "BEARER", "bEaReR"] {
        let answer = request(Method::POST, ENFORCE)
            .header("authorization", &format!("{scheme} owner@acme"))
            .json(r#"{"enforced":true}"#)
            .to(&organizations())
            .await;
        assert_eq!(answer.status, 200, "{scheme}");
    }
    let in_query = request(Method::POST, "/mfa/organization/enforce?access_token=owner@acme").json("{}");
    assert_eq!(in_query.to(&organizations()).await.status, 401);
    let in_body = request(Method::POST, ENFORCE)
        .header("content-type", "application/x-www-form-urlencoded")
        .body("access_token=owner@acme");
    assert_eq!(in_body.to(&organizations()).await.status, 401);
}

#[actix_web::test]
async fn tokens_in_two_places_are_rejected() {
    let twice = enforce("owner@acme", r#"{"enforced":true}"#).header("authorization", "Bearer owner@acme");
    let also_in_query = request(Method::POST, "/mfa/organization/enforce?a=b&Access_Token=owner@acme")
        .bearer("owner@acme")
        .json(r#"{"enforced":true}"#);
    for doubled in [twice, also_in_query] {
        let answer = doubled.to(&organizations()).await;
        assert_eq!((answer.status, answer.header("x-error-code")), (400, "token.doubled"));
    }
}

#[actix_web::test]
async fn missing_keys_are_503_not_401() {
    let answer = enforce("early", r#"{"enforced":true}"#).to(&organizations()).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("retry-after"), "1");
}
