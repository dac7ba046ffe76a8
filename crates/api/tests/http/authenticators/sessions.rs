//! Resets, refresh tokens, and the end of sessions.

use actix_web::http::Method;
use jiff::SignedDuration;
use portcullis_domain::testing::the_audit_records_of;
use portcullis_domain::{AuditActor, AuditOutcome, Clock as _};
use serde_json::{Value, json};

use super::{ALICE, a_world};
use crate::fixtures::{error, message, request};

#[actix_web::test]
async fn reset_is_own_or_by_administrators_and_never_upward() {
    let world = a_world();
    let (secret, codes) = world.enrolled(ALICE).await;
    world.verified(ALICE, &secret).await;
    let forbidden = "Insufficient permissions. OWNER or ADMINISTRATOR role required to reset another user's MFA.";
    let of = |who: &str| json!({ "resetUserId": who, "enable": false });
    for (token, body, status, expected) in [
        ("bob@acme", of("alice"), 403, error(forbidden)),
        ("bob@acme", of("böb"), 404, error("User not found")),
        ("administrator@acme", of("böb"), 404, error("User not found")),
        ("administrator@acme", of(""), 404, error("User not found")),
        ("administrator@acme", of("owner"), 403, error(forbidden)),
        ("administrator@acme", of("nobody"), 404, error("User not found")),
        ("administrator@acme", of("foreign"), 404, error("User not found")),
        (
            "administrator@acme",
            json!({ "resetUserId": 7 }),
            400,
            error("Invalid request: \"resetUserId\" must be a string"),
        ),
        ("administrator@acme", of("alice"), 200, message("MFA reset successfully")),
    ] {
        assert_eq!(world.post(token, "/mfa/reset", &body).await.parts(), (status, &expected), "{token} {body}");
    }
    let status = world.status(ALICE).await;
    assert_eq!((&status["isEnabled"], &status["sessionVerified"]), (&json!(false), &json!(false)));
    assert_eq!(world.login(ALICE, &world.code(&secret)).await.status, 400);
    assert_eq!(world.login(ALICE, &codes[0]).await.status, 400);
    // self-reset, in every form that clients send
    for body in
        ["", "{}", r#"{"enable":true}"#, r#"{"resetUserId":"alice"}"#, r#"{"resetUserId":"alice","enable":false}"#]
    {
        let mut asked = request(Method::POST, "/mfa/reset").bearer("alice@acme#sid-3");
        if !body.is_empty() {
            asked = asked.json(body);
        }
        let answer = asked.sent_to(world.services.clone()).await;
        assert_eq!(answer.parts(), (200, &message("MFA reset successfully")), "{body}");
    }
}

#[actix_web::test]
async fn reset_by_administrator_requires_step_up() {
    let world = a_world();
    let administrator = "administrator@acme#sid-1";
    let (secret, _) = world.enrolled("administrator@acme#sid-0").await;
    let body = json!({ "resetUserId": "alice" });
    assert_eq!(world.post(administrator, "/mfa/reset", &body).await.status, 401);
    world.verified(administrator, &secret).await;
    assert_eq!(world.post(administrator, "/mfa/reset", &body).await.status, 200);
}

#[actix_web::test]
async fn refresh_token_is_valid_once_and_reuse_ends_the_session() {
    let world = a_world();
    let (secret, _) = world.enrolled("alice@acme").await;
    let first = world.verified(ALICE, &secret).await.body["refreshToken"].as_str().unwrap().to_owned();
    let refresh = async |token: &str| world.post("", "/user/refresh", &json!({ "refresh_token": token })).await;
    let second = refresh(&first).await;
    assert_eq!(second.status, 200, "{second:?}");
    assert_eq!(second.body["accessToken"], second.body["token"]);
    assert!(second.body["expiresAt"].is_i64());
    let second = second.body["refreshToken"].as_str().unwrap().to_owned();
    // an answer may be lost, or two requests may race: for a while the token gets the same successor
    world.clock.advance(30);
    assert_eq!(refresh(&first).await.body["refreshToken"], *second);
    let third = refresh(&second).await.body["refreshToken"].as_str().unwrap().to_owned();
    assert_ne!(third, second);
    // a token that was replaced long ago, or twice
    assert_eq!(refresh(&first).await.parts(), (401, &error("Invalid or expired token")));
    assert_eq!(refresh(&third).await.status, 401, "and that ended the session");
    assert_eq!(world.status(ALICE).await["sessionVerified"], false);
    let records = the_audit_records_of(&*world.store, "acme");
    let reused = records.iter().find(|record| record.entry.action == "session.reuse").unwrap();
    assert_eq!(reused.entry.outcome, AuditOutcome::Changed);
    assert_eq!(reused.entry.actor, AuditActor::System { name: "refresh".to_owned() });
    for bad in ["", "x", &"0".repeat(64), &"0".repeat(4000)] {
        assert_eq!(refresh(bad).await.status, 401, "{bad:.9}");
    }
}

#[actix_web::test]
async fn replaced_refresh_token_ends_session_after_30_seconds() {
    for (seconds, status) in [(30, 200), (31, 401)] {
        let world = a_world();
        let (secret, _) = world.enrolled(ALICE).await;
        let first = world.login(ALICE, &world.code(&secret)).await.body["refreshToken"].clone();
        let refresh = async |token: &Value| world.post("", "/mfa/refresh", &json!({ "refreshToken": token })).await;
        let second = refresh(&first).await.body["refreshToken"].clone();
        world.clock.advance(seconds);
        assert_eq!((refresh(&first).await.status, refresh(&second).await.status), (status, status), "{seconds}");
    }
}

#[actix_web::test]
async fn idle_and_reset_sessions_are_not_refreshed() {
    for (seconds, status) in [(3599, 200), (3600, 401)] {
        let world = a_world();
        let (secret, _) = world.enrolled(ALICE).await;
        let token = world.login(ALICE, &world.code(&secret)).await.body["refreshToken"].clone();
        world.clock.advance(seconds);
        let answer = world.post("", "/mfa/refresh", &json!({ "refreshToken": token })).await;
        assert_eq!(answer.status, status, "{seconds}");
    }
    let world = a_world();
    let (secret, _) = world.enrolled(ALICE).await;
    let token = world.login(ALICE, &world.code(&secret)).await.body["refreshToken"].clone();
    world.post("owner@acme", "/mfa/reset", &json!({ "resetUserId": "alice" })).await;
    assert_eq!(world.post("", "/mfa/refresh", &json!({ "refreshToken": token })).await.status, 401);
}

#[actix_web::test]
async fn confirmed_enrolment_does_not_prolong_a_session() {
    for (seconds_left, status) in [(1, 200), (0, 401)] {
        let world = a_world();
        let (secret, _) = world.enrolled("alice@acme").await;
        let mut tokens = world.verified("alice@acme", &secret).await.body;
        let began = world.clock.now() - SignedDuration::from_secs(30);
        let ends = began + SignedDuration::from_hours(12);
        let refresh = async |tokens: &Value| {
            world.post("", "/mfa/refresh", &json!({ "refreshToken": tokens["refreshToken"] })).await
        };
        for _ in 0..14 {
            world.clock.advance(50 * 60);
            let refreshed = refresh(&tokens).await;
            assert_eq!(refreshed.status, 200, "{refreshed:?}");
            tokens = refreshed.body;
        }
        let ours = tokens["accessToken"].as_str().unwrap();
        world.enrolled(ours).await;
        assert_eq!(world.status(ours).await["sessionVerified"], true);
        world.clock.advance(ends.duration_since(world.clock.now()).as_secs() - seconds_left);
        assert_eq!(refresh(&tokens).await.status, status, "{seconds_left}");
    }
}

#[actix_web::test]
async fn full_access_token_carries_evidence_without_sid() {
    let world = a_world();
    let (secret, _) = world.enrolled("alice@acme").await;
    let granted = world.verified("alice@acme", &secret).await;
    assert_eq!(world.status("alice@acme").await["sessionVerified"], false, "nothing to bind it to");
    // the plain issuer of these tests signs SUBJECT@ORGANIZATION/SESSION/METHOD
    let token = granted.body["fullAccessToken"].as_str().unwrap();
    assert!(token.starts_with("alice@acme/") && token.ends_with("/GOOGLE_AUTH"), "{token}");
    assert_eq!(world.status(token).await["sessionVerified"], true);
    world.post("owner@acme", "/mfa/reset", &json!({ "resetUserId": "alice" })).await;
    assert_eq!(world.get(token, "/mfa/status").await.status, 401, "at once");
    // the reset invalidates it
    for (path, body) in [
        ("/mfa/setup", json!({ "mfaType": "GOOGLE_AUTH" })),
        ("/mfa/verify-setup", json!({ "mfaType": "GOOGLE_AUTH", "code": "000000" })),
        ("/mfa/verify-login", json!({ "mfaType": "GOOGLE_AUTH", "code": "000000" })),
    ] {
        assert_eq!(world.post(token, path, &body).await.status, 401, "{path}");
    }
}

/// ENR-6
#[actix_web::test]
async fn replacing_an_authenticator_ends_its_evidence() {
    let world = a_world();
    let (secret, _) = world.enrolled(ALICE).await;
    let granted = world.verified(ALICE, &secret).await;
    let elsewhere = "alice@acme#sid-2";
    world.verified(elsewhere, &secret).await;
    let (replacing, _) = world.enrolled(ALICE).await;
    for (token, verified) in [(ALICE, true), (elsewhere, false)] {
        assert_eq!(world.status(token).await["sessionVerified"], verified, "{token}");
    }
    let full = granted.body["fullAccessToken"].as_str().unwrap();
    assert_eq!(world.get(full, "/mfa/status").await.status, 401);
    let refresh = json!({ "refreshToken": granted.body["refreshToken"] });
    assert_eq!(world.post("", "/mfa/refresh", &refresh).await.status, 401);
    assert_eq!(world.login(ALICE, &world.code(&secret)).await.status, 400);
    world.verified(ALICE, &replacing).await;
}
