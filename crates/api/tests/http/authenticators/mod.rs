//! What members do with their own authenticators.

mod changes;
mod codes;
mod confirmation;
mod disavowal;
mod enrolment;
mod enrolment_codes;
mod invariants;
mod magic_links;
mod management;
mod own_address;
mod passkeys;
mod rates;
mod sessions;
mod slow;

use std::sync::Arc;

use portcullis_api::Rules;
use portcullis_domain::Role;
use portcullis_domain::testing::{MemoryStore, an_organization};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::fixtures::{Answer, World, message};

fn a_world() -> World {
    let store = Arc::new(MemoryStore::default());
    an_organization("acme")
        .with_member("owner", Role::Owner)
        .with_member("administrator", Role::Administrators)
        .with_member("alice", Role::User)
        .with_member("bob", Role::User)
        .save(&*store)
        .unwrap();
    an_organization("other")
        .with_member("alice", Role::Owner)
        .with_member("foreign", Role::User)
        .save(&*store)
        .unwrap();
    World::new(store, Rules::default())
}

impl World {
    /// Sets up and confirms a one-time password, which verifies the session; returns the secret and the recovery codes.
    pub(crate) async fn enrolled(&self, token: &str) -> (String, Vec<String>) {
        let setup = self.post(token, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await;
        assert_eq!(setup.status, 200, "{setup:?}");
        let secret = setup.body["data"]["secret"].as_str().unwrap().to_owned();
        let codes = setup.body["data"]["backupCodes"].as_array().unwrap();
        let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        let confirmed = self.verify_setup(token, &self.code(&secret)).await;
        assert_eq!(confirmed.parts(), (200, &message("MFA setup verified and enabled")));
        self.clock.advance(30);
        (secret, codes)
    }

    async fn verify_setup(&self, token: &str, code: &str) -> Answer {
        self.post(token, "/mfa/verify-setup", &json!({ "mfaType": "GOOGLE_AUTH", "code": code })).await
    }

    async fn login(&self, token: &str, code: &str) -> Answer {
        self.post(token, "/mfa/verify-login", &json!({ "mfaType": "GOOGLE_AUTH", "code": code })).await
    }

    pub(crate) async fn verified(&self, token: &str, secret: &str) -> Answer {
        let answer = self.login(token, &self.code(secret)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        self.clock.advance(30);
        answer
    }

    /// The code that an app shows now.
    fn code(&self, secret: &str) -> String {
        use portcullis_domain::Clock as _;
        let app = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
        app.generate(u64::try_from(self.clock.now().as_second()).unwrap()).to_string()
    }

    async fn status(&self, token: &str) -> Value {
        let answer = self.get(token, "/mfa/status").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["data"].clone()
    }
}

const ALICE: &str = "alice@acme#sid-1";
/// Another session of `alice`, to enrol in while `ALICE` stays unverified.
const ENROLLING: &str = "alice@acme#sid-0";
