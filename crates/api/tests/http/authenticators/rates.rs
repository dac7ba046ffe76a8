//! The rate of self-service requests: 30 a minute for a session, 60 for a member, of which 20 are kept for sessions that
//! verified.

use actix_web::http::Method;
use jiff::Timestamp;
use portcullis_domain::testing::{the_audit_log_of, the_organization};
use portcullis_domain::{OrganizationId, Store};
use serde_json::json;

use super::passkeys::{answer, challenge_of};
use super::{ALICE, a_world};
use crate::fixtures::{Answer, World, enforce, request};

fn stolen(session: usize) -> String {
    format!("alice@acme#stolen-{session}")
}

impl World {
    async fn set_up(&self, token: &str) -> Answer {
        self.post(token, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await
    }

    async fn rename(&self, token: &str) -> Answer {
        let path = "/mfa/authenticators/0199b1f2-7c2e-7d6a-8f3a-1f2e3d4c5b6a";
        request(Method::PATCH, path).bearer(token).json(r#"{"name":"Phone"}"#).sent_to(self.services.clone()).await
    }

    /// Uses up what sessions with the first factor alone have; returns the number of requests.
    async fn used_up(&self) -> usize {
        let mut served = 0;
        for session in 0..4 {
            while self.rename(&stolen(session)).await.status != 429 {
                served += 1;
            }
        }
        served
    }

    /// The number of wrong proofs that the audit log will show.
    fn wrong_proofs(&self) -> u64 {
        let (store, acme): (&dyn Store, _) = (&*self.store, OrganizationId::parse("acme").unwrap());
        let taken = store.transaction(|tx| tx.wrong_proofs().take(&acme, Timestamp::MAX, 99)).unwrap();
        taken.iter().map(|proofs| u64::from(proofs.count)).sum()
    }
}

#[actix_web::test]
async fn request_beyond_the_rate_is_rejected_without_effect() {
    let world = a_world();
    for _ in 0..30 {
        assert_eq!(world.set_up(ALICE).await.status, 200);
    }
    let before = the_audit_log_of(&*world.store, "acme").len();
    for _ in 0..2 {
        let rejected = world.set_up(ALICE).await;
        let body = json!({ "success": false, "error": "Too many requests", "code": "rate.limited" });
        assert_eq!(rejected.parts(), (429, &body));
        assert_eq!((rejected.header("retry-after"), rejected.header("x-error-code")), ("60", "rate.limited"));
    }
    assert_eq!(the_audit_log_of(&*world.store, "acme").len(), before);
    // before the body is read, after the token was verified
    assert_eq!(world.post(ALICE, "/mfa/setup", &json!("nonsense")).await.status, 429);
    assert_eq!(world.set_up("bad").await.status, 401);
    // reads and other members are not concerned
    assert_eq!(world.get(ALICE, "/mfa/status").await.status, 200);
    assert_eq!(world.set_up("bob@acme#sid-1").await.status, 200);
    world.clock.advance(59);
    assert_eq!(world.set_up(ALICE).await.header("retry-after"), "1");
    world.clock.advance(1);
    assert_eq!(world.set_up(ALICE).await.status, 200);
}

#[actix_web::test]
async fn sessions_that_verified_have_a_part_of_the_rate() {
    let world = a_world();
    world.enrolled(ALICE).await;
    world.clock.advance(60);
    assert_eq!(world.used_up().await, 40);
    for number in 0..20 {
        assert_eq!(world.rename(ALICE).await.status, 404, "{number}");
    }
    assert_eq!(world.rename(ALICE).await.status, 429, "sixty in all");
    world.clock.advance(60);
    // whichever comes first
    for _ in 0..20 {
        assert_eq!(world.rename(ALICE).await.status, 404);
    }
    assert_eq!(world.used_up().await, 40);
}

/// A full-access token is valid for a while after its session has ended, and is rejected by each request.
#[actix_web::test]
async fn ended_session_does_not_use_up_the_part_of_the_others() {
    for ended_first in [true, false] {
        let world = a_world();
        let (_, codes) = world.enrolled(ALICE).await;
        assert_eq!(world.login("alice@acme#sid-2", &codes[0]).await.status, 200);
        let sessions = world.get("alice@acme#sid-2", "/mfa/sessions").await;
        let id = sessions.body["data"][0]["id"].as_str().unwrap().to_owned();
        let end = request(Method::DELETE, &format!("/mfa/sessions/{id}")).bearer(ALICE);
        assert_eq!(end.sent_to(world.services.clone()).await.status, 200);
        world.clock.advance(60);
        let ended = format!("alice@acme/{id}");
        if !ended_first {
            world.used_up().await;
        }
        while world.rename(&ended).await.status == 401 {}
        world.used_up().await;
        for number in 0..20 {
            assert_eq!(world.rename(ALICE).await.status, 404, "{number}");
        }
        assert_eq!(world.rename(ALICE).await.status, 429);
    }
}

/// The token names the organization or the cache knows it: the rate is the same.
#[actix_web::test]
async fn tokens_without_organization_share_the_rate_of_the_others() {
    let world = a_world();
    for number in 0..30 {
        let token = if number % 2 == 0 { "bob@acme#s1" } else { "bob#s1" };
        assert_eq!(world.rename(token).await.status, 404, "{number}");
    }
    for token in ["bob@acme#s1", "bob#s1"] {
        assert_eq!(world.rename(token).await.status, 429);
    }
}

#[actix_web::test]
async fn administrative_requests_are_not_counted() {
    let world = a_world();
    for number in 0..100 {
        let answer = enforce("owner@acme#s1", r#"{"enforced":true}"#).sent_to(world.services.clone()).await;
        assert_eq!(answer.status, 200, "{number}");
    }
    assert!(the_organization(&*world.store, "acme").base_policy().enforced());
    // a reset of one's own is self-service, that of another member is not
    let reset = async |target: &str| {
        let body = json!({ "resetUserId": target });
        world.post("owner@acme#s1", "/mfa/reset", &body).await.header("x-error-code").to_owned()
    };
    for _ in 0..30 {
        assert_ne!(reset("owner").await, "rate.limited");
    }
    assert_eq!((&*reset("owner").await, &*reset("bob").await), ("rate.limited", "enrolment.required"));
    let own = world.post("owner@acme#s1", "/mfa/reset", &json!({})).await;
    assert_eq!(own.header("x-error-code"), "rate.limited");
}

#[actix_web::test]
async fn right_proof_is_accepted_beyond_the_rate() {
    let world = a_world();
    let (secret, codes) = world.enrolled(ALICE).await;
    world.registered(ALICE, "phone").await;
    world.clock.advance(60);
    world.used_up().await;
    let new = |number: u32| format!("alice@acme#new-{number}");
    assert_eq!(world.login(&new(1), &world.code(&secret)).await.status, 200, "a one-time password");
    assert_eq!(world.login(&new(2), &codes[0]).await.status, 200, "a recovery code");
    assert_eq!(world.used(&new(3), "phone", 1).await.status, 200, "a passkey");
    let begun = world.set_up(&new(4)).await;
    assert_eq!(begun.status, 429, "what is no proof is rejected");
}

#[actix_web::test]
async fn wrong_proof_beyond_the_rate_leaves_no_trace() {
    let world = a_world();
    world.enrolled(ALICE).await;
    world.registered(ALICE, "phone").await;
    world.clock.advance(60);
    // counted before they are checked, within the rate as well
    for number in 0..30 {
        assert_eq!(world.login(&stolen(0), "0000-0000-0000-0000").await.status, 400, "{number}");
    }
    world.used_up().await;
    assert_eq!(world.wrong_proofs(), 30);
    let new = "alice@acme#new";
    let challenge = challenge_of(&world.options(new).await);
    let entries = the_audit_log_of(&*world.store, "acme");
    let link = json!({ "mfaType": "MAGIC_LINK", "token": "0".repeat(64) });
    for _ in 0..3 {
        for rejected in [
            world.login(new, "0000-0000-0000-0000").await,
            world.post(new, "/mfa/verify-login", &answer("other", &challenge, 1)).await,
            world.post(new, "/mfa/verify-login", &link).await,
        ] {
            assert_eq!((rejected.status, rejected.header("x-error-code")), (429, "rate.limited"));
            let pause: u64 = rejected.header("retry-after").parse().unwrap();
            assert!((1..=60).contains(&pause), "{pause}");
        }
    }
    assert_eq!((world.wrong_proofs(), the_audit_log_of(&*world.store, "acme")), (0, entries));
    // not even the challenge is used up
    assert_eq!(world.post(new, "/mfa/verify-login", &answer("phone", &challenge, 1)).await.status, 200);
}

/// The pauses after wrong codes count, are recorded, and have a response of their own.
#[actix_web::test]
async fn wrong_codes_are_counted_beyond_the_rate() {
    let world = a_world();
    world.enrolled(ALICE).await;
    world.clock.advance(60);
    world.used_up().await;
    let codes = async |times: usize| {
        let mut answers = Vec::new();
        for _ in 0..times {
            answers.push(world.login("alice@acme#new", "000000").await.header("x-error-code").to_owned());
        }
        answers
    };
    assert_eq!(codes(5).await, ["rate.limited"; 5]);
    assert_eq!(codes(2).await, ["attempts.exhausted"; 2]);
    assert_eq!(world.wrong_proofs(), 0);
    let locks = the_audit_log_of(&*world.store, "acme").iter().filter(|entry| *entry == "mfa.lock changed").count();
    assert_eq!(locks, 1, "the pause is recorded");
}

#[actix_web::test]
async fn wrong_confirmations_are_limited_too() {
    let world = a_world();
    world.enrolled(ALICE).await;
    let begun = challenge_of(&world.begin(ALICE).await);
    let verified = "alice@acme#sid-1";
    let listed = world.get(verified, "/mfa/authenticators").await;
    let id = listed.body["data"][0]["id"].as_str().unwrap().to_owned();
    world.clock.advance(60);
    while world.rename(verified).await.status != 429 {}
    let wrong = answer("phone", b"another challenge", 0);
    let registration = json!({ "credential": wrong["credential"], "challenge": "AAAA" });
    for (path, body) in [
        (format!("/mfa/authenticators/{id}/confirm"), json!({ "code": "0000-0000-0000-0000" })),
        ("/mfa/verify-setup".to_owned(), wrong),
        ("/mfa/passkey/complete-registration".to_owned(), registration.clone()),
        ("/mfa/passkey/complete-registration-1".to_owned(), registration),
    ] {
        let rejected = world.post(verified, &path, &body).await;
        assert_eq!((rejected.status, rejected.header("x-error-code")), (429, "rate.limited"), "{path}");
    }
    assert_eq!(world.wrong_proofs(), 0);
    // the right answer to the challenge that was given before
    let right = world.post(verified, "/mfa/verify-setup", &answer("phone", &begun, 0)).await;
    assert_eq!(right.status, 200, "{right:?}");
}

/// The way in of a member whose password is stolen.
#[actix_web::test]
async fn passkeys_are_begun_in_each_new_session() {
    let world = a_world();
    world.registered(ALICE, "phone").await;
    world.clock.advance(60);
    world.used_up().await;
    for session in 0..40 {
        let new = format!("alice@acme#new-{session}");
        assert_eq!(world.options(&new).await.status, 200, "{session}");
    }
    for number in 0..30 {
        assert_eq!(world.options(&stolen(0)).await.status, 200, "{number}");
    }
    assert_eq!(world.options(&stolen(0)).await.status, 429, "thirty of a session");
}
