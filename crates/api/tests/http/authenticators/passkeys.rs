//! Passkeys: registered and used in the session that began the ceremony.

use actix_web::http::Method;
use data_encoding::BASE64;
use portcullis_domain::testing::{PlainRelyingParty, the_audit_log_of};
use serde_json::{Value, json};

use super::{ALICE, ENROLLING, a_world};
use crate::fixtures::{Answer, World, error, message, request};

const AGAIN: &str = "alice@acme#sid-2";

pub(super) fn challenge_of(answer: &Answer) -> Vec<u8> {
    assert_eq!(answer.status, 200, "{answer:?}");
    BASE64.decode(answer.body["data"]["challenge"].as_str().unwrap().as_bytes()).unwrap()
}

pub(super) fn answer(id: &str, challenge: &[u8], count: usize) -> Value {
    let credential: Value = serde_json::from_str(&PlainRelyingParty::answer(id, challenge, count)).unwrap();
    json!({ "mfaType": "PASSKEY", "credential": credential })
}

impl World {
    pub(super) async fn begin(&self, token: &str) -> Answer {
        self.post(token, "/mfa/setup", &json!({ "mfaType": "PASSKEY", "deviceInfo": { "name": "Phone" } })).await
    }

    pub(super) async fn registered(&self, token: &str, id: &str) {
        let challenge = challenge_of(&self.begin(token).await);
        let proven = self.post(token, "/mfa/verify-setup", &answer(id, &challenge, 0)).await;
        assert_eq!(proven.parts(), (200, &message("MFA setup verified and enabled")));
    }

    pub(super) async fn options(&self, token: &str) -> Answer {
        // as the public client calls it: without a body
        request(Method::POST, "/mfa/passkey/auth-options").bearer(token).sent_to(self.services.clone()).await
    }

    pub(super) async fn used(&self, token: &str, id: &str, count: usize) -> Answer {
        let challenge = challenge_of(&self.options(token).await);
        self.post(token, "/mfa/verify-login", &answer(id, &challenge, count)).await
    }
}

#[actix_web::test]
async fn passkey_answers_have_exactly_the_documented_fields() {
    let world = a_world();
    let begun = world.begin(ALICE).await;
    let fields: Vec<_> = begun.body["data"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(fields, ["challenge", "origin", "publicKey", "rpID", "rpName", "userId", "userName"]);
    assert_eq!(begun.body["data"]["userName"], "alice@example.com");
    world.registered(ALICE, "one").await;
    let options = world.options(ALICE).await;
    let fields: Vec<_> = options.body["data"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(fields, ["allowCredentials", "challenge", "rpId", "timeout", "userVerification"]);
    let methods = world.get(ALICE, "/mfa/methods").await.body;
    let passkey = methods["data"].as_array().unwrap().iter().find(|one| one["type"] == "PASSKEY").unwrap().clone();
    assert_eq!((&passkey["isAvailable"], &passkey["isEnabled"]), (&json!(true), &json!(true)));
}

#[actix_web::test]
async fn passkey_is_named_after_its_device() {
    let world = a_world();
    for (at, (device, name)) in [
        (json!({ "name": "iPhone 12", "type": "mobile" }), "iPhone 12"),
        (json!({ "browser": "Firefox", "os": "Linux", "deviceType": "DESKTOP" }), "Firefox on Linux"),
        (json!({ "browser": "Firefox" }), "Passkey"),
        (json!({ "name": "x".repeat(65) }), "Passkey"),
        (Value::Null, "Passkey"),
    ]
    .into_iter()
    .enumerate()
    {
        let (id, token) = (format!("key-{at}"), format!("bob@acme#sid-{at}"));
        if at > 0 {
            let challenge = challenge_of(&world.options(&token).await);
            let verified = world.post(&token, "/mfa/verify-login", &answer("key-0", &challenge, 0)).await;
            assert_eq!(verified.status, 200);
        }
        let begun = world.post(&token, "/mfa/setup", &json!({ "mfaType": "PASSKEY", "deviceInfo": device })).await;
        let proven = world.post(&token, "/mfa/verify-setup", &answer(&id, &challenge_of(&begun), 0)).await;
        assert_eq!(proven.status, 200);
        let listed = world.get(&token, "/mfa/authenticators").await.body;
        assert_eq!(listed["data"][at]["name"], name);
    }
}

#[actix_web::test]
async fn device_info_is_an_object_of_strings() {
    let world = a_world();
    for device in [json!("phone"), json!(7), json!([]), json!({ "name": 7 })] {
        let body = json!({ "mfaType": "PASSKEY", "deviceInfo": device });
        let answer = world.post(ALICE, "/mfa/setup", &body).await;
        assert_eq!((answer.status, answer.header("x-error-code")), (400, "body.invalid"), "{body}");
    }
}

/// ENR-2, WA-2
#[actix_web::test]
async fn challenge_is_valid_once_in_time_and_in_its_session() {
    let world = a_world();
    let failed = error("MFA setup verification failed");
    // a wrong answer uses it up
    let challenge = challenge_of(&world.begin(ALICE).await);
    let wrong = world.post(ALICE, "/mfa/verify-setup", &answer("one", b"another", 0)).await;
    assert_eq!(wrong.parts(), (400, &failed));
    assert_eq!(world.post(ALICE, "/mfa/verify-setup", &answer("one", &challenge, 0)).await.parts(), (400, &failed));
    // other sessions do not use it up
    let challenge = challenge_of(&world.begin(ALICE).await);
    for token in [AGAIN, "alice@acme", "bob@acme#sid-1", "alice@other#sid-1"] {
        assert_eq!(world.post(token, "/mfa/verify-setup", &answer("one", &challenge, 0)).await.parts(), (400, &failed));
    }
    // too late
    world.clock.advance(300);
    assert_eq!(world.post(ALICE, "/mfa/verify-setup", &answer("one", &challenge, 0)).await.parts(), (400, &failed));
    let challenge = challenge_of(&world.begin(ALICE).await);
    world.clock.advance(299);
    assert_eq!(world.post(ALICE, "/mfa/verify-setup", &answer("one", &challenge, 0)).await.status, 200);

    // the same when a passkey is used
    let rejected = error("MFA verification failed");
    let challenge = challenge_of(&world.options(ALICE).await);
    for token in [AGAIN, "alice@acme"] {
        let elsewhere = world.post(token, "/mfa/verify-login", &answer("one", &challenge, 0)).await;
        assert_eq!(elsewhere.parts(), (400, &rejected));
    }
    world.clock.advance(300);
    assert_eq!(world.post(ALICE, "/mfa/verify-login", &answer("one", &challenge, 0)).await.parts(), (400, &rejected));
    let challenge = challenge_of(&world.options(ALICE).await);
    world.clock.advance(299);
    assert_eq!(world.post(ALICE, "/mfa/verify-login", &answer("one", &challenge, 0)).await.status, 200);
    assert_eq!(world.post(ALICE, "/mfa/verify-login", &answer("one", &challenge, 0)).await.parts(), (400, &rejected));
    // a challenge for registration is not valid for use, nor the other way round
    let challenge = challenge_of(&world.begin(ALICE).await);
    assert_eq!(world.post(ALICE, "/mfa/verify-login", &answer("one", &challenge, 0)).await.parts(), (400, &rejected));
}

/// ENR-2
#[actix_web::test]
async fn setup_is_confirmed_in_its_own_session() {
    let world = a_world();
    let setup = world.post(ALICE, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await;
    let secret = setup.body["data"]["secret"].as_str().unwrap().to_owned();
    for token in [AGAIN, "alice@acme"] {
        assert_eq!(world.verify_setup(token, &world.code(&secret)).await.status, 400);
    }
    assert_eq!(world.verify_setup(ALICE, &world.code(&secret)).await.status, 200);
}

/// A ceremony begun with the provider's token is completed with ours, and the other way round: it is one session.
#[actix_web::test]
async fn either_token_of_a_session_completes_the_ceremony() {
    let world = a_world();
    world.registered(ALICE, "one").await;
    let granted = world.used(ALICE, "one", 1).await;
    assert_eq!(granted.status, 200);
    let ours = granted.body["fullAccessToken"].as_str().unwrap().to_owned();
    for (begins, ends, id) in [(ALICE, &*ours, "two"), (&ours, ALICE, "three")] {
        let challenge = challenge_of(&world.begin(begins).await);
        assert_eq!(world.post(ends, "/mfa/verify-setup", &answer(id, &challenge, 0)).await.status, 200, "{id}");
    }
}

/// ENR-1
#[actix_web::test]
async fn second_method_needs_a_verified_session() {
    let world = a_world();
    world.registered(ENROLLING, "one").await;
    for (path, body) in [
        ("/mfa/setup", json!({ "mfaType": "PASSKEY" })),
        ("/mfa/setup", json!({ "mfaType": "GOOGLE_AUTH" })),
        ("/mfa/verify-setup", answer("two", b"\0\0\0\0", 0)),
        ("/mfa/passkey/complete-registration", json!({ "credential": {}, "challenge": "AAAA" })),
        ("/mfa/disable", json!({ "mfaType": "PASSKEY" })),
        ("/mfa/reset", json!({})),
    ] {
        assert_eq!(world.post(ALICE, path, &body).await.status, 401, "{path}");
    }
    assert_eq!(world.used(ALICE, "one", 1).await.status, 200);
    // a one-time password and a passkey: neither replaces the other, and the session stays verified
    let (secret, codes) = world.enrolled(ALICE).await;
    assert_eq!(world.status(ALICE).await["enabledMethods"], json!(["GOOGLE_AUTH", "PASSKEY"]));
    assert_eq!(world.status(ALICE).await["sessionVerified"], true);
    assert_eq!(world.login(AGAIN, &codes[0]).await.status, 200);
    assert_eq!(world.login("alice@acme#sid-3", &world.code(&secret)).await.status, 200);
    let disabled = world.post(ALICE, "/mfa/disable", &json!({ "mfaType": "PASSKEY" })).await;
    assert_eq!(disabled.status, 200);
    assert_eq!(world.options(ALICE).await.parts(), (400, &error("MFA method is not configured")));
}

/// WA-12
#[actix_web::test]
async fn decreasing_sign_count_is_rejected_and_notified() {
    let world = a_world();
    world.registered(ALICE, "one").await;
    assert_eq!(world.used(ALICE, "one", 5).await.status, 200);
    for count in [5, 4] {
        assert_eq!(world.used(ALICE, "one", count).await.parts(), (400, &error("MFA verification failed")));
    }
    assert_eq!(world.used(ALICE, "one", 6).await.status, 200);
    let entries = the_audit_log_of(&*world.store, "acme");
    assert_eq!(entries.iter().filter(|entry| *entry == "mfa.sign_count refused").count(), 2, "{entries:?}");
}

#[actix_web::test]
async fn reset_removes_challenges_and_passkeys() {
    let world = a_world();
    world.registered(ALICE, "one").await;
    assert_eq!(world.used(ALICE, "one", 1).await.status, 200);
    let waiting = challenge_of(&world.begin(ALICE).await);
    assert_eq!(world.post("owner@acme", "/mfa/reset", &json!({ "resetUserId": "alice" })).await.status, 200);
    assert_eq!(world.post(ALICE, "/mfa/verify-setup", &answer("two", &waiting, 0)).await.status, 400);
    world.registered(ALICE, "one").await;
}

#[actix_web::test]
async fn twenty_passkeys_at_most() {
    let world = a_world();
    for number in 0..20 {
        world.clock.advance(30);
        world.registered(ALICE, &format!("key-{number}")).await;
        assert_eq!(world.used(ALICE, "key-0", 0).await.status, 200);
    }
    assert_eq!(world.begin(ALICE).await.status, 409);
}

#[actix_web::test]
async fn malformed_credential_is_rejected_like_a_wrong_one() {
    let world = a_world();
    for (path, body, text) in [
        ("/mfa/verify-setup", json!({ "mfaType": "PASSKEY" }), "MFA setup verification failed"),
        ("/mfa/verify-setup", json!({ "mfaType": "PASSKEY", "credential": "x" }), "MFA setup verification failed"),
        ("/mfa/verify-login", json!({ "mfaType": "PASSKEY", "credential": [] }), "MFA verification failed"),
        ("/mfa/passkey/complete-registration", json!({ "challenge": "AAAA" }), "Passkey registration failed"),
        ("/mfa/passkey/complete-registration-1", json!({ "credential": {} }), "Passkey registration failed"),
        (
            "/mfa/passkey/complete-registration",
            json!({ "credential": {}, "challenge": "not base 64!" }),
            "Passkey registration failed",
        ),
    ] {
        assert_eq!(world.post("bob@acme#sid-1", path, &body).await.parts(), (400, &error(text)), "{path} {body}");
    }
    // complete-registration needs the challenge
    let challenge = challenge_of(&world.begin("bob@acme#sid-1").await);
    let mut body = answer("one", &challenge, 0);
    body["challenge"] = BASE64.encode(b"another").into();
    let refused = world.post("bob@acme#sid-1", "/mfa/passkey/complete-registration", &body).await;
    assert_eq!(refused.parts(), (400, &error("Passkey registration failed")));
}
