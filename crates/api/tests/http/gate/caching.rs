//! What the gate caches: verified tokens by their digest, facts by organization, member and session.

use super::*;

/// Expiries that tell apart the tokens of one session.
const EARLIER: i64 = 4_102_444_800;
const LATER: i64 = EARLIER + 300;

fn at(token: &str, expiry: i64) -> String {
    format!("{token}~{expiry}")
}

impl World {
    /// The calls of the store for one request at the gate.
    async fn calls(&self, token: &str) -> u64 {
        let before = self.store.calls();
        self.asked(token).await;
        self.store.calls() - before
    }

    async fn change_deadline(&self, subject: &str) {
        let body = r#"{"deadline":"2026-03-01T00:00:00Z","reason":"on leave"}"#;
        let path = format!("/mfa/organization/members/{subject}/deadline");
        let answer = self.send(request(Method::PUT, &path).bearer("owner@acme").json(body)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

#[actix_web::test]
async fn renewed_token_costs_no_store_call() {
    let world = world();
    enrol(&*world.store, "acme", "billing", MfaMethod::Totp).unwrap();
    let session = world.verify("billing", "s1", MfaMethod::Totp);
    world.services.poll_changes().unwrap();
    let callers = ["billing@acme#s1", "billing@acme#s2", "billing@acme", "billing", "user@acme", "both@other"];
    let full_access = format!("billing@acme/{session}");
    for caller in callers.into_iter().chain([&*full_access]) {
        assert_eq!(world.calls(&at(caller, EARLIER)).await, 1, "{caller}: another session, member or organization");
        assert_eq!(world.calls(&at(caller, LATER)).await, 0, "{caller}: a renewed token");
        assert_eq!(world.calls(&at(caller, EARLIER)).await, 0, "{caller}: the earlier one");
    }
    assert_eq!(world.asked(&at("billing@acme#s1", LATER + 1)).await, (200, "verified".into()));
    assert_eq!(world.asked(&at("billing@acme#s2", LATER + 1)).await.0, 401, "evidence is that of the session");
}

#[actix_web::test]
async fn callers_without_organization_are_not_cached() {
    let world = world();
    world.services.poll_changes().unwrap();
    for caller in ["stranger@acme", "both"] {
        for expiry in [EARLIER, EARLIER, LATER] {
            assert_eq!(world.calls(&at(caller, expiry)).await, 1, "{caller}");
        }
    }
}

#[actix_web::test]
async fn change_takes_effect_at_once_for_all_tokens_of_a_session() {
    let enforce = ["POST", "/mfa/organization/enforce", "owner@acme", r#"{"enforced":true}"#];
    let reset = ["POST", "/mfa/reset", "owner@acme", r#"{"resetUserId":"billing"}"#];
    let end_session = ["DELETE", "/mfa/sessions/SESSION", "billing@acme#s1", ""];
    let remove = ["DELETE", "/organizations/acme/members/user", "client", ""];
    let end_organization = ["DELETE", "/organizations/acme", "client", ""];
    let (not_required, verified) = ((200, "not_required"), (200, "verified"));
    let removed = (403, "organization.not_associated");
    for (caller, change, before, after) in [
        ("user@acme", enforce, not_required, (403, "enrolment.required")),
        ("user@acme#s1", remove, not_required, removed),
        ("user", remove, not_required, removed),
        ("billing@acme#s1", reset, verified, not_required),
        ("billing@acme#s1", end_session, verified, (401, "authentication.insufficient")),
        ("billing@acme/SESSION", end_session, verified, (401, "token.invalid")),
        ("user@acme", end_organization, not_required, removed),
        ("user", end_organization, not_required, removed),
    ] {
        let world = world();
        enrol(&*world.store, "acme", "billing", MfaMethod::Totp).unwrap();
        let session = world.verify("billing", "s1", MfaMethod::Totp).to_string();
        world.services.poll_changes().unwrap();
        let caller = caller.replace("SESSION", &session);
        for expiry in [EARLIER, LATER] {
            assert_eq!(world.asked(&at(&caller, expiry)).await, (before.0, before.1.into()), "{caller} before");
        }
        let [method, path, bearer, body] = change;
        let path = path.replace("SESSION", &session);
        let request = request(Method::from_bytes(method.as_bytes()).unwrap(), &path).bearer(bearer);
        let answer = world.send(if body.is_empty() { request } else { request.json(body) }).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        for expiry in [LATER, EARLIER, LATER + 1] {
            assert_eq!(world.asked(&at(&caller, expiry)).await, (after.0, after.1.into()), "{caller} after {path}");
        }
    }
}

#[actix_web::test]
async fn verification_counts_for_all_tokens_of_its_session() {
    let world = world();
    world.services.poll_changes().unwrap();
    assert_eq!(world.asked(&at("user@acme#s2", EARLIER)).await, (200, "not_required".into()));
    let (secret, _) = world.enrolled("user@acme#s1").await;
    let insufficient = (401, "authentication.insufficient".to_owned());
    for expiry in [EARLIER, LATER] {
        assert_eq!(world.asked(&at("user@acme#s2", expiry)).await, insufficient, "there is an authenticator");
    }
    world.verified("user@acme#s2", &secret).await;
    for expiry in [LATER, EARLIER, LATER + 1] {
        assert_eq!(world.asked(&at("user@acme#s2", expiry)).await, (200, "verified".into()));
    }
    assert_eq!(world.asked(&at("user@acme#s3", EARLIER)).await, insufficient, "another session");
}

#[actix_web::test]
async fn change_invalidates_the_facts_that_it_concerns() {
    let world = world();
    world.services.poll_changes().unwrap();
    let callers = ["user@acme#s1", "user@acme#s2", "billing@acme#s1", "both@other"];
    let calls = async |expiry| {
        let mut calls = Vec::new();
        for caller in callers {
            calls.push(world.calls(&at(caller, expiry)).await);
        }
        calls
    };
    assert_eq!(calls(LATER).await, [1, 1, 1, 1]);
    assert_eq!(calls(LATER + 1).await, [0, 0, 0, 0]);
    world.change_deadline("user").await;
    assert_eq!(calls(LATER + 2).await, [1, 1, 0, 0], "a change of the member");
    world.enforce(true).await;
    assert_eq!(calls(LATER + 3).await, [1, 1, 1, 0], "a change of the organization");
    world.store.fail_at_call(1);
    assert!(world.services.poll_changes().is_err());
    world.services.poll_changes().unwrap();
    assert_eq!(calls(LATER + 4).await, [1, 1, 1, 1], "changes may have been missed");
    assert_eq!(calls(LATER + 5).await, [0, 0, 0, 0]);
}
