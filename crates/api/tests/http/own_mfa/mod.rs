//! What a member does with their own authenticators, answer by answer, at a time that can be moved.

mod changes;
mod enrolment;
mod links;
mod passkeys;
mod pieces;
mod proofs;
mod rules;
mod sessions;
mod slow;

use std::sync::Arc;

use actix_web::http::Method;
use portcullis_api::Services;
use portcullis_domain::Role;
use portcullis_domain::testing::{FixedClock, MemoryStore, an_organization};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::requests::{Answer, request, services_at};

/// A service over a store of its own, at a time that can be moved.
struct World {
    store: Arc<MemoryStore>,
    clock: Arc<FixedClock>,
    services: Services,
}

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
    let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
    let services = services_at(store.clone(), clock.clone());
    World { store, clock, services }
}

impl World {
    async fn get(&self, token: &str, path: &str) -> Answer {
        request(Method::GET, path).bearer(token).sent_to(self.services.clone()).await
    }

    async fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        request(Method::POST, path).bearer(token).json(&body.to_string()).sent_to(self.services.clone()).await
    }

    /// Sets a one-time password up and confirms it, which verifies the session; the secret and the recovery codes.
    async fn enrolled(&self, token: &str) -> (String, Vec<String>) {
        let setup = self.post(token, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await;
        assert_eq!(setup.status, 200, "{setup:?}");
        let secret = setup.body["data"]["secret"].as_str().unwrap().to_owned();
        let codes = setup.body["data"]["backupCodes"].as_array().unwrap();
        let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        let proven = self.verify_setup(token, &self.code(&secret)).await;
        assert_eq!(proven.told(), (200, &message("MFA setup verified and enabled")));
        self.clock.advance(30);
        (secret, codes)
    }

    async fn verify_setup(&self, token: &str, code: &str) -> Answer {
        self.post(token, "/mfa/verify-setup", &json!({ "mfaType": "GOOGLE_AUTH", "code": code })).await
    }

    async fn login(&self, token: &str, code: &str) -> Answer {
        self.post(token, "/mfa/verify-login", &json!({ "mfaType": "GOOGLE_AUTH", "code": code })).await
    }

    async fn verified(&self, token: &str, secret: &str) -> Answer {
        let answer = self.login(token, &self.code(secret)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        self.clock.advance(30);
        answer
    }

    /// The code that an app would show now.
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

fn message(text: &str) -> Value {
    json!({ "success": true, "message": text })
}

fn error(text: &str) -> Value {
    json!({ "success": false, "error": text })
}

const ALICE: &str = "alice@acme#sid-1";
/// Another session of hers, in which she enrols where `ALICE` is to be unverified.
const ENROLLING: &str = "alice@acme#sid-0";
