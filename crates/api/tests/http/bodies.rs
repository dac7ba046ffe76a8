//! Malformed bodies, and when they are rejected.

use actix_web::http::Method;
use portcullis_domain::testing::{the_audit_log_of, the_organization};
use serde_json::json;

use crate::fixtures::{Request, enforce, organizations, request};

fn post(token: &str) -> Request {
    request(Method::POST, "/mfa/organization/enforce").bearer(token)
}

#[actix_web::test]
async fn only_one_object_with_a_boolean_is_accepted() {
    let deep = format!(r#"{{"enforced":true,"x":{}{}}}"#, "[".repeat(1500), "]".repeat(1500));
    for (body, taken) in [
        (r#"{"enforced":true}"#, true),
        (" {\n\"enforced\" : true } ", true),
        (r#"{"enforced":true,"unknown":[1,{"a":null}]}"#, true),
        ("", false),
        ("null", false),
        ("true", false),
        ("[true]", false),
        (r#"[{"enforced":true}]"#, false),
        (r#"{"enforced":"true"}"#, false),
        (r#"{"enforced":1}"#, false),
        (r#"{"enforced":null}"#, false),
        (r#"{"enforced":[true]}"#, false),
        (r#"{"Enforced":true}"#, false),
        ("{}", false),
        (r#"{"enforced":true,"enforced":true}"#, false),
        (r#"{"enforced":false,"enforced":true}"#, false),
        (r#"{"x":1,"x":2,"enforced":true}"#, false),
        (r#"{"enforced":true}{}"#, false),
        (r#"{"enforced":true} x"#, false),
        ("\u{feff}{\"enforced\":true}", false),
        (r#"{"enforced":true,}"#, false),
        (r#"{"enforced":NaN}"#, false),
        (r#"{"enforced":true /* yes */}"#, false),
        ("{\"enforced\":true", false),
        (&deep, false),
    ] {
        let store = organizations();
        let answer = enforce("owner@acme", body).to(&store).await;
        if taken {
            assert_eq!(answer.status, 200, "{body}");
        } else {
            let expected = json!({ "success": false, "error": "Invalid request: \"enforced\" must be a boolean" });
            assert_eq!(answer.parts(), (400, &expected), "{body:.60}");
            assert_eq!(answer.header("x-error-code"), "body.invalid");
            assert_eq!(the_organization(&*store, "acme").version, 1, "{body:.60}");
        }
    }
}

#[actix_web::test]
async fn bodies_must_be_utf_8() {
    let utf_16: Vec<u8> = "{\"enforced\":true}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for body in [utf_16, b"{\"enforced\":true,\"x\":\"\xff\"}".to_vec()] {
        let answer = post("owner@acme").json("").body(body).to(&organizations()).await;
        assert_eq!(answer.status, 400);
    }
}

#[actix_web::test]
async fn missing_body_is_never_read_as_true() {
    for request in [post("owner@acme"), post("owner@acme").header("content-length", "0")] {
        let store = organizations();
        let answer = request.to(&store).await;
        let expected = json!({ "success": false, "error": "Invalid request: \"enforced\" must be a boolean" });
        assert_eq!(answer.parts(), (400, &expected));
        assert!(!the_organization(&*store, "acme").base_policy().enforced());
    }
}

#[actix_web::test]
async fn media_type_must_be_json_in_utf_8() {
    for (media_type, taken) in [
        ("application/json", true),
        ("Application/JSON", true),
        ("application/json; charset=utf-8", true),
        ("application/json;charset=\"UTF-8\"", true),
        ("application/json; charset=utf-16", false),
        ("application/json; charset=latin1", false),
        ("application/x-www-form-urlencoded", false),
        ("text/plain", false),
        ("application/jsonp", false),
        ("application/problem+json", false),
        ("", false),
    ] {
        let mut asked = post("owner@acme").body(r#"{"enforced":true}"#);
        if !media_type.is_empty() {
            asked = asked.header("content-type", media_type);
        }
        let answer = asked.to(&organizations()).await;
        if taken {
            assert_eq!(answer.status, 200, "{media_type}");
        } else {
            let expected = json!({ "success": false, "error": "Content-Type must be application/json" });
            assert_eq!(answer.parts(), (415, &expected), "{media_type}");
        }
    }
}

#[actix_web::test]
async fn body_limit_is_four_kibibytes() {
    let padded = |length: usize| {
        let frame = r#"{"enforced":true,"x":""}"#.len();
        format!(r#"{{"enforced":true,"x":"{}"}}"#, "a".repeat(length - frame))
    };
    assert_eq!(enforce("owner@acme", &padded(4096)).to(&organizations()).await.status, 200);
    for length in [4097, 3 * 1024 * 1024] {
        let answer = enforce("owner@acme", &padded(length)).to(&organizations()).await;
        let expected = json!({ "success": false, "error": "Request body too large" });
        assert_eq!(answer.parts(), (413, &expected), "{length}");
    }
}

/// Makes the body of a request invalid.
type Spoil = fn(Request) -> Request;

#[actix_web::test]
async fn bodies_are_checked_after_the_token_and_before_roles() {
    let spoiled: [(Spoil, u16); 4] = [
        (|request| request.json("nonsense"), 400),
        (|request| request.body("x=y").header("content-type", "text/plain"), 415),
        (|request| request.json(&"x".repeat(5000)), 413),
        (|request| request, 400),
    ];
    for (spoil, status) in spoiled {
        for token in ["", "bad"] {
            assert_eq!(spoil(post(token)).to(&organizations()).await.status, 401, "{token}");
        }
        for token in ["owner@acme", "user@acme", "stranger", "both"] {
            let store = organizations();
            let answer = spoil(post(token)).to(&store).await;
            assert_eq!(answer.status, status, "{token}: {answer:?}");
            assert!(answer.header("x-error-code").starts_with("body."), "{token}: {answer:?}");
            assert!(the_audit_log_of(&*store, "acme").is_empty(), "{token}");
        }
    }
}
