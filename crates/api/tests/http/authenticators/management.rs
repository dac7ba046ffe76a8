//! The caller's decision, authenticators, recovery codes and sessions.

use actix_web::http::Method;
use portcullis_domain::testing::the_audit_log_of;
use serde_json::{Value, json};

use super::{ALICE, ENROLLING, a_world};
use crate::fixtures::{Answer, World, error, message, request};

impl World {
    pub(super) async fn call(&self, method: Method, token: &str, path: &str, body: &str) -> Answer {
        let asked = request(method, path).bearer(token);
        let asked = if body.is_empty() { asked } else { asked.json(body) };
        asked.sent_to(self.services.clone()).await
    }

    pub(super) async fn decision(&self, token: &str) -> Value {
        let answer = self.get(token, "/mfa/decision").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["data"].clone()
    }
}

#[actix_web::test]
async fn decision_says_what_to_do_next() {
    let world = a_world();
    assert_eq!(world.decision(ALICE).await, json!({ "decision": "allow", "reason": "not_required" }));
    assert_eq!(world.decision("stranger").await, json!({ "decision": "deny" }));
    assert_eq!(world.decision("alice@nowhere").await, json!({ "decision": "deny" }));
    world.post("owner@acme", "/mfa/organization/enforce", &json!({ "enforced": true })).await;
    let enrol =
        json!({ "decision": "enrol", "methods": ["GOOGLE_AUTH", "PASSKEY"], "links": { "enrol": "/mfa/setup" } });
    assert_eq!(world.decision(ALICE).await, enrol);
    let (secret, _) = world.enrolled(ENROLLING).await;
    assert_eq!(world.decision(ENROLLING).await, json!({ "decision": "allow", "reason": "verified" }));
    let step_up =
        json!({ "decision": "step_up", "methods": ["GOOGLE_AUTH"], "links": { "verify": "/mfa/verify-login" } });
    assert_eq!(world.decision(ALICE).await, step_up);
    world.verified(ALICE, &secret).await;
    assert_eq!(world.decision(ALICE).await, json!({ "decision": "allow", "reason": "verified" }));
    assert_eq!(world.decision("alice@acme#sid-2").await, step_up);
    assert_eq!(world.decision("alice@other#sid-1").await["reason"], "not_required", "POL-12");
    world.clock.advance(12 * 3600);
    assert_eq!(world.decision(ALICE).await, step_up, "evidence grows old");
}

#[actix_web::test]
async fn only_the_holder_manages_authenticators() {
    let world = a_world();
    let (secret, codes) = world.enrolled(ENROLLING).await;
    let listed = world.get(ALICE, "/mfa/authenticators").await;
    let one = &listed.body["data"][0];
    assert_eq!(
        (&one["type"], &one["name"], &one["isEnabled"]),
        (&json!("GOOGLE_AUTH"), &json!("Authenticator app"), &json!(true))
    );
    assert!(!listed.body.to_string().contains(&secret) && one["lastUsedAt"].is_string());
    let path = format!("/mfa/authenticators/{}", one["id"].as_str().unwrap());

    // AZ-6: ids of other members' authenticators are 404
    for (token, path) in [
        ("bob@acme#sid-1", path.as_str()),
        ("alice@other#sid-1", path.as_str()),
        (ALICE, "/mfa/authenticators/0199b1f2-7c2e-7d6a-8f3a-1f2e3d4c5b6a"),
        (ALICE, "/mfa/authenticators/nonsense"),
    ] {
        for (method, body) in [(Method::DELETE, ""), (Method::PATCH, r#"{"name":"x"}"#)] {
            let answer = world.call(method, token, path, body).await;
            assert_eq!(answer.parts(), (404, &error("Not found")), "{token} {path}");
        }
    }
    for (method, body) in [(Method::DELETE, ""), (Method::PATCH, r#"{"name":"x"}"#)] {
        assert_eq!(world.call(method, ALICE, &path, body).await.status, 401, "ENR-1");
    }
    world.verified(ALICE, &secret).await;
    for (body, text) in [
        ("", "the body must be one JSON object, each name in it once"),
        ("{}", "\"name\" is required"),
        (r#"{"name":7}"#, "\"name\" must be a string"),
        (r#"{"name":""}"#, "\"name\" must be 1 to 64 characters without control characters or outer spaces"),
        (r#"{"name":"x","isEnabled":false}"#, "\"isEnabled\" is not a known field"),
    ] {
        let expected = error(&format!("Invalid request: {text}"));
        assert_eq!(world.call(Method::PATCH, ALICE, &path, body).await.parts(), (400, &expected), "{body}");
    }
    let renamed = world.call(Method::PATCH, ALICE, &path, r#"{"name":"Phone"}"#).await;
    assert_eq!(renamed.parts(), (200, &message("Authenticator renamed")));
    let listed = world.get(ALICE, "/mfa/authenticators").await;
    assert_eq!(listed.body["data"][0]["name"], "Phone");
    assert!(listed.body["data"][0]["lastUsedAt"].is_string());

    world.post("owner@acme", "/mfa/organization/enforce", &json!({ "enforced": true })).await;
    let refused = error("Cannot disable MFA when enforced by organization");
    assert_eq!(world.call(Method::DELETE, ALICE, &path, "").await.parts(), (403, &refused));
    world.post("owner@acme", "/mfa/organization/enforce", &json!({ "enforced": false })).await;
    assert_eq!(world.call(Method::DELETE, ALICE, &path, "").await.parts(), (200, &message("Authenticator removed")));
    assert_eq!(world.get(ALICE, "/mfa/authenticators").await.body["data"], json!([]));
    assert_eq!(world.status(ALICE).await["sessionVerified"], false);
    assert_eq!(world.login(ALICE, &codes[0]).await.status, 400, "with the last one go the codes");
    assert_eq!(
        the_audit_log_of(&*world.store, "acme").iter().filter(|entry| entry.starts_with("mfa.re")).collect::<Vec<_>>(),
        ["mfa.rename changed", "mfa.remove changed"]
    );
}

/// RC-3
#[actix_web::test]
async fn recovery_codes_are_counted_and_renewed() {
    let world = a_world();
    let remaining = async || world.get(ALICE, "/mfa/recovery-codes").await.body["data"]["remaining"].clone();
    assert_eq!(remaining().await, 0);
    let renew = async || world.call(Method::POST, ALICE, "/mfa/recovery-codes", "").await;
    assert_eq!(renew().await.parts(), (400, &error("MFA method is not configured")));
    let (secret, codes) = world.enrolled(ENROLLING).await;
    assert_eq!((remaining().await, renew().await.status), (json!(10), 401));
    world.verified(ALICE, &secret).await;
    assert_eq!(world.login(ALICE, &codes[0]).await.status, 200);
    assert_eq!(remaining().await, 9);
    let renewed = renew().await;
    let new = renewed.body["data"]["backupCodes"].as_array().unwrap();
    assert_eq!((new.len(), remaining().await), (10, json!(10)));
    assert_eq!(world.login(ALICE, &codes[1]).await.status, 400);
    assert_eq!(world.login(ALICE, new[0].as_str().unwrap()).await.status, 200);
}

/// Every shown code works, in whatever order the steps are taken.
#[actix_web::test]
async fn renewed_and_pending_recovery_codes_coexist() {
    let world = a_world();
    let (secret, _) = world.enrolled(ALICE).await;
    world.verified(ALICE, &secret).await;
    let setup = world.post(ALICE, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await;
    let renewed = world.call(Method::POST, ALICE, "/mfa/recovery-codes", "").await;
    let live = &renewed.body["data"]["backupCodes"];
    assert_eq!(world.login(ALICE, live[0].as_str().unwrap()).await.status, 200);
    let data = &setup.body["data"];
    assert_eq!(world.verify_setup(ALICE, &world.code(data["secret"].as_str().unwrap())).await.status, 200);
    assert_eq!(world.get(ALICE, "/mfa/recovery-codes").await.body["data"]["remaining"], 10);
    assert_eq!(world.login(ALICE, live[1].as_str().unwrap()).await.status, 400);
    assert_eq!(world.login(ALICE, data["backupCodes"][0].as_str().unwrap()).await.status, 200);
}

#[actix_web::test]
async fn only_the_member_lists_and_ends_sessions() {
    let world = a_world();
    let (secret, _) = world.enrolled("alice@acme").await;
    world.verified(ALICE, &secret).await;
    let granted = world.verified("alice@acme#sid-2", &secret).await;
    let listed = world.get(ALICE, "/mfa/sessions").await;
    let ids: Vec<_> = listed.body["data"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 2);
    let newest = format!("/mfa/sessions/{}", ids[0]);
    for (token, path) in [("bob@acme", &*newest), ("alice@other", &newest), (ALICE, "/mfa/sessions/nonsense")] {
        assert_eq!(world.call(Method::DELETE, token, path, "").await.status, 404, "{token} {path}");
    }
    assert_eq!(world.call(Method::DELETE, ALICE, &newest, "").await.parts(), (200, &message("Session ended")));
    assert_eq!(world.call(Method::DELETE, ALICE, &newest, "").await.status, 404);
    assert_eq!(world.status("alice@acme#sid-2").await["sessionVerified"], false);
    assert_eq!(world.status(ALICE).await["sessionVerified"], true);
    let refresh = json!({ "refreshToken": granted.body["refreshToken"] });
    assert_eq!(world.post("", "/mfa/refresh", &refresh).await.status, 401);
    let full = granted.body["fullAccessToken"].as_str().unwrap();
    assert_eq!(world.get(full, "/mfa/status").await.status, 401, "its session is over, and so is the token");
}
