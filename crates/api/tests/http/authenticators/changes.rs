//! The session in which authenticators are enrolled and changed, and the others.

use actix_web::http::Method;

use data_encoding::BASE64;
use serde_json::json;

use super::passkeys::{answer, challenge_of};
use super::{ALICE, ENROLLING, a_world};
use crate::fixtures::World;

const OTHER: &str = "alice@acme#sid-2";

#[derive(Debug, Clone, Copy)]
enum Evidence {
    Totp,
    Passkey,
    RecoveryCode,
}

#[derive(Debug, Clone, Copy)]
enum Change {
    ReplaceTotp,
    AddPasskey,
    Disable(&'static str),
    Remove(&'static str),
}

impl World {
    async fn is_verified(&self, token: &str) -> bool {
        self.status(token).await["sessionVerified"] == true
    }

    async fn change_authenticators(&self, change: Change) {
        match change {
            Change::ReplaceTotp => drop(self.enrolled(ALICE).await),
            Change::AddPasskey => self.registered(ALICE, "another").await,
            Change::Disable(method) => {
                let answer = self.post(ALICE, "/mfa/disable", &json!({ "mfaType": method })).await;
                assert_eq!(answer.status, 200, "{answer:?}");
            }
            Change::Remove(method) => {
                let listed = self.get(ALICE, "/mfa/authenticators").await.body;
                let all = listed["data"].as_array().unwrap();
                let one = all.iter().find(|one| one["type"] == method).unwrap()["id"].as_str().unwrap();
                let answer = self.call(Method::DELETE, ALICE, &format!("/mfa/authenticators/{one}"), "").await;
                assert_eq!(answer.status, 200, "{answer:?}");
            }
        }
    }
}

#[actix_web::test]
async fn confirmed_enrolment_verifies_the_session_it_names() {
    for (token, verified) in [(ALICE, true), ("alice@acme", false)] {
        let world = a_world();
        world.enrolled(token).await;
        assert_eq!(world.is_verified(token).await, verified, "one-time password, {token}");
        assert!(!world.is_verified(OTHER).await, "another session proved nothing");
        let listed = world.get(ALICE, "/mfa/sessions").await.body;
        assert_eq!(listed["data"].as_array().unwrap().len(), usize::from(verified), "{listed}");
        for path in ["/mfa/verify-setup", "/mfa/passkey/complete-registration", "/mfa/passkey/complete-registration-1"]
        {
            let world = a_world();
            let challenge = challenge_of(&world.begin(token).await);
            let mut body = answer("one", &challenge, 0);
            body["challenge"] = BASE64.encode(&challenge).into();
            let confirmed = world.post(token, path, &body).await;
            assert_eq!(confirmed.status, 200, "{confirmed:?}");
            for field in ["fullAccessToken", "refreshToken"] {
                assert!(confirmed.body.get(field).is_none(), "no tokens are issued");
            }
            assert_eq!(world.is_verified(token).await, verified, "{path}, {token}");
            assert!(!world.is_verified(OTHER).await, "{path}");
        }
    }
}

#[actix_web::test]
async fn code_that_confirmed_is_used_up() {
    let world = a_world();
    let setup = world.post(ALICE, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await;
    let code = world.code(setup.body["data"]["secret"].as_str().unwrap());
    assert_eq!(world.verify_setup(ALICE, &code).await.status, 200);
    assert_eq!(world.login(OTHER, &code).await.status, 400);
}

#[actix_web::test]
async fn changing_authenticators_ends_other_sessions() {
    use Change::{AddPasskey, Disable, Remove, ReplaceTotp};
    use Evidence::{Passkey, RecoveryCode, Totp};
    for (acting, change, goes_on, others_go_on) in [
        (&[Totp][..], Disable("GOOGLE_AUTH"), false, false),
        (&[Passkey], Disable("GOOGLE_AUTH"), true, false),
        (&[Totp, Passkey], Disable("GOOGLE_AUTH"), true, false),
        (&[Totp, Passkey], Disable("PASSKEY"), true, false),
        // a recovery code and any other evidence take away what is stronger
        (&[RecoveryCode, Totp], Disable("PASSKEY"), true, false),
        (&[Totp], Remove("GOOGLE_AUTH"), false, false),
        (&[Totp, Passkey], Remove("PASSKEY"), true, false),
        (&[Passkey], Remove("PASSKEY"), false, false),
        // a recovery code is no authenticator that is left
        (&[RecoveryCode, Passkey], Remove("PASSKEY"), false, false),
        // confirming the new one is a use of it
        (&[Totp], ReplaceTotp, true, false),
        (&[RecoveryCode], ReplaceTotp, true, false),
        (&[Passkey], ReplaceTotp, true, false),
        // nothing that counted before is taken away
        (&[Totp], AddPasskey, true, true),
    ] {
        let world = a_world();
        let (secret, codes) = world.enrolled(ENROLLING).await;
        world.registered(ENROLLING, "one").await;
        world.verified(OTHER, &secret).await;
        assert_eq!(world.used(OTHER, "one", 1).await.status, 200);
        for (evidence, count) in acting.iter().zip(2..) {
            let verified = match evidence {
                Totp => world.verified(ALICE, &secret).await,
                Passkey => world.used(ALICE, "one", count).await,
                RecoveryCode => world.login(ALICE, &codes[0]).await,
            };
            assert_eq!(verified.status, 200, "{verified:?}");
        }
        world.change_authenticators(change).await;
        assert_eq!(world.is_verified(ALICE).await, goes_on, "{acting:?} {change:?}");
        for other in [OTHER, ENROLLING] {
            assert_eq!(world.is_verified(other).await, others_go_on, "{acting:?} {change:?} {other}");
        }
    }
}

#[actix_web::test]
async fn own_session_goes_on_by_the_confirmed_authenticator() {
    let world = a_world();
    let (secret, _) = world.enrolled("alice@acme").await;
    let other = world.verified("alice@acme", &secret).await.body["fullAccessToken"].as_str().unwrap().to_owned();
    let ours = world.verified("alice@acme", &secret).await.body["fullAccessToken"].as_str().unwrap().to_owned();
    world.enrolled(&ours).await;
    assert!(world.is_verified(&ours).await, "the new one-time password verifies it");
    assert_eq!(world.get(&other, "/mfa/status").await.status, 401, "another session of the member ended");
    world.registered(&ours, "one").await;
    assert_eq!(world.post(&ours, "/mfa/disable", &json!({ "mfaType": "GOOGLE_AUTH" })).await.status, 200);
    assert!(world.is_verified(&ours).await, "the passkey verifies it");
}
