//! Security rules that hold across routes.

use std::collections::BTreeSet;

use actix_web::http::Method;
use serde_json::json;

use super::{ALICE, a_world};
use crate::fixtures::{error, request};

/// ENR-4: the member is the token's subject, whatever the body contains.
#[actix_web::test]
async fn members_enrol_only_for_themselves() {
    let world = a_world();
    for field in ["userId", "subject", "sub", "resetUserId", "organizationId"] {
        let body = json!({ "mfaType": "GOOGLE_AUTH", field: "alice" });
        let setup = world.post("bob@acme#sid-1", "/mfa/setup", &body).await;
        let secret = setup.body["data"]["secret"].as_str().unwrap().to_owned();
        let proof = json!({ "mfaType": "GOOGLE_AUTH", "code": world.code(&secret), field: "alice" });
        assert_eq!(world.post(ALICE, "/mfa/verify-setup", &proof).await.status, 400, "{field}");
    }
    assert_eq!(world.status(ALICE).await["isEnabled"], false);
    assert_eq!(world.post("stranger@acme", "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await.status, 400);
}

/// ENR-10
#[actix_web::test]
async fn only_active_methods_can_be_primary() {
    let world = a_world();
    let prefer = json!({ "mfaType": "GOOGLE_AUTH" });
    let refused = (400, &error("MFA method is not configured"));
    world.post(ALICE, "/mfa/setup", &prefer).await;
    assert_eq!(world.post(ALICE, "/mfa/primary", &prefer).await.parts(), refused, "it waits to be proven");
    world.enrolled("bob@acme#sid-1").await;
    assert_eq!(world.post(ALICE, "/mfa/primary", &prefer).await.parts(), refused, "it is another's");
    let (secret, _) = world.enrolled(ALICE).await;
    world.verified(ALICE, &secret).await;
    assert_eq!(world.post(ALICE, "/mfa/primary", &prefer).await.status, 200);
    assert_eq!(world.post(ALICE, "/mfa/primary", &json!({ "mfaType": "PASSKEY" })).await.parts(), refused);
    assert_eq!(world.post(ALICE, "/mfa/disable", &prefer).await.status, 200);
    assert_eq!(world.post(ALICE, "/mfa/primary", &prefer).await.parts(), refused, "it is off");
    assert!(world.status(ALICE).await.get("primaryMethod").is_none());
}

/// OTP-5, RC-1: 160 and 80 random bits, never repeated.
#[actix_web::test]
async fn secrets_and_codes_are_long_and_unique() {
    let world = a_world();
    let (mut secrets, mut codes) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..50 {
        world.clock.advance(2);
        let setup = world.post(ALICE, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await.body;
        let secret = setup["data"]["secret"].as_str().unwrap().to_owned();
        assert_eq!(secret.len() * 5, 160);
        secrets.insert(secret);
        for code in setup["data"]["backupCodes"].as_array().unwrap() {
            let code = code.as_str().unwrap().replace('-', "");
            assert_eq!(code.len() * 5, 80);
            codes.insert(code);
        }
    }
    assert_eq!((secrets.len(), codes.len()), (50, 500));
}

/// OTP-7, RL-10: the answer to a wrong proof reveals nothing about the authenticator.
#[actix_web::test]
async fn wrong_proofs_are_indistinguishable() {
    let world = a_world();
    let (secret, codes) = world.enrolled(ALICE).await;
    let used = world.code(&secret);
    assert_eq!(world.login(ALICE, &used).await.status, 200);
    assert_eq!(world.login(ALICE, &codes[0]).await.status, 200);
    world.post("owner@acme#sid-1", "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await;
    let rejected = error("MFA verification failed");
    for (what, token, code) in [
        ("a wrong one", ALICE, "000000"),
        ("a used one", ALICE, &*used),
        ("a used recovery code", ALICE, &*codes[0]),
        ("of nobody", "bob@acme#sid-1", "000000"),
        ("of one that waits", "owner@acme#sid-1", "000000"),
    ] {
        let answer = world.login(token, code).await;
        assert_eq!(answer.parts(), (400, &rejected), "{what}");
        assert_eq!(answer.header("x-error-code"), "proof.rejected", "{what}");
    }
    let passkey = json!({ "mfaType": "PASSKEY", "credential": {} });
    let link = json!({ "mfaType": "MAGIC_LINK", "token": "0".repeat(64) });
    for body in [passkey, link] {
        assert_eq!(world.post("bob@acme#sid-1", "/mfa/verify-login", &body).await.parts(), (400, &rejected));
    }
}

/// RL-6
#[actix_web::test]
async fn client_addresses_do_not_change_limits() {
    let world = a_world();
    world.enrolled(ALICE).await;
    let body = json!({ "mfaType": "GOOGLE_AUTH", "code": "000000" }).to_string();
    for (attempt, address) in ["192.0.2.1", "a", "", "::1", "192.0.2.2, 192.0.2.3", "127.0.0.1"].iter().enumerate() {
        let wrong = request(Method::POST, "/mfa/verify-login").bearer(ALICE).json(&body);
        let wrong = wrong.header("x-forwarded-for", address).header("forwarded", &format!("for={address}"));
        let status = wrong.sent_to(world.services.clone()).await.status;
        assert_eq!(status, if attempt < 5 { 400 } else { 429 }, "{address}");
    }
}

/// WA-14: the handle is random and used for the passkeys of one member.
#[actix_web::test]
async fn user_handle_reveals_nothing() {
    let world = a_world();
    let mut handles = BTreeSet::new();
    for token in [ALICE, "bob@acme#sid-1", "alice@other#sid-1"] {
        let begun = world.post(token, "/mfa/setup", &json!({ "mfaType": "PASSKEY" })).await.body;
        let handle = begun["data"]["userId"].as_str().unwrap().to_owned();
        let bytes = data_encoding::BASE64.decode(handle.as_bytes()).unwrap();
        assert_eq!(bytes.len(), 16);
        assert!(!String::from_utf8_lossy(&bytes).contains("alice"));
        handles.insert(handle);
    }
    assert_eq!(handles.len(), 3);
}
