//! How a token may be presented, and how its absence is told (TOK-12, TOK-13).

use actix_web::http::Method;
use serde_json::json;

use crate::requests::{a_world, enforce, request};

const ENFORCE: &str = "/mfa/organization/enforce";

#[actix_web::test]
async fn without_a_token_no_code_and_with_a_bad_one_invalid_token() {
    let answer = enforce("", r#"{"enforced":true}"#).to(&a_world()).await;
    assert_eq!(answer.told(), (401, &json!({ "success": false, "error": "Authentication required" })));
    assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"portcullis\"");

    let answer = enforce("bad", r#"{"enforced":true}"#).to(&a_world()).await;
    assert_eq!(answer.told(), (401, &json!({ "success": false, "error": "Invalid or expired token" })));
    assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"portcullis\", error=\"invalid_token\"");
}

#[actix_web::test]
async fn only_a_bearer_header_is_a_token() {
    for header in ["Basic b3duZXI6YWNtZQ==", "owner@acme", "Token owner@acme", "Bearer", "Bearer ", ""] {
        let answer = request(Method::POST, ENFORCE).header("authorization", header).json("{}").to(&a_world()).await;
        assert_eq!(answer.status, 401, "{header}");
        assert_eq!(answer.header("x-error-code"), "token.missing", "{header}");
    }
    for scheme in ["bearer", "BEARER", "bEaReR"] {
        let answer = request(Method::POST, ENFORCE)
            .header("authorization", &format!("{scheme} owner@acme"))
            .json(r#"{"enforced":true}"#)
            .to(&a_world())
            .await;
        assert_eq!(answer.status, 200, "{scheme}");
    }
    let in_query = request(Method::POST, "/mfa/organization/enforce?access_token=owner@acme").json("{}");
    assert_eq!(in_query.to(&a_world()).await.status, 401);
    let in_body = request(Method::POST, ENFORCE)
        .header("content-type", "application/x-www-form-urlencoded")
        .body("access_token=owner@acme");
    assert_eq!(in_body.to(&a_world()).await.status, 401);
}

#[actix_web::test]
async fn a_token_in_two_places_is_refused() {
    let twice = enforce("owner@acme", r#"{"enforced":true}"#).header("authorization", "Bearer owner@acme");
    let also_in_query = request(Method::POST, "/mfa/organization/enforce?a=b&Access_Token=owner@acme")
        .bearer("owner@acme")
        .json(r#"{"enforced":true}"#);
    for doubled in [twice, also_in_query] {
        let answer = doubled.to(&a_world()).await;
        assert_eq!((answer.status, answer.header("x-error-code")), (400, "token.doubled"));
    }
}

#[actix_web::test]
async fn while_no_key_was_ever_loaded_the_answer_is_not_401() {
    let answer = enforce("early", r#"{"enforced":true}"#).to(&a_world()).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("retry-after"), "1");
}
