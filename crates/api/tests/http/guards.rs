//! When administrators must step up before they weaken a policy, and who is notified.

use actix_web::http::Method;
use portcullis_api::Rules;
use portcullis_domain::testing::enrol;
use portcullis_domain::{Channel, Delivery, Method as MfaMethod, StepUpRule};
use serde_json::{Value, json};

use crate::fixtures::{Answer, World, organizations, request, services_by};

fn world(step_up: StepUpRule) -> World {
    World::new(organizations(), Rules { step_up, ..Rules::default() })
}

type Call = (Method, &'static str, Value);

impl World {
    async fn call_with(&self, token: &str, (method, path, body): &Call) -> Answer {
        let version = portcullis_domain::testing::the_organization(&*self.store, "acme").base_policy().version();
        let call = request(method.clone(), path).bearer(token).header("if-match", &format!("\"{version}\""));
        let call = if body.is_null() { call } else { call.json(&body.to_string()) };
        self.send(call).await
    }

    /// Enforces MFA with seven days of grace, and gives members an exemption, a deadline and an authenticator.
    async fn prepared(self) -> Self {
        let policy = json!({ "enforced": true, "gracePeriodDays": 7, "allowedMethods": ["GOOGLE_AUTH"],
            "maximumAgeSeconds": 3600 });
        assert_eq!(self.call_with("both@acme", &(Method::PUT, POLICY, policy)).await.status, 200);
        enrol(&*self.store, "acme", "billing", MfaMethod::Totp).unwrap();
        self
    }

    /// The recipients of the mails in the outbox.
    fn mailed(&self) -> Vec<String> {
        let recipient = |delivery: Delivery| {
            let Channel::Mail(mail) = delivery.channel;
            mail.to.to_string()
        };
        self.store.take_outbox().into_iter().map(recipient).collect()
    }
}

const POLICY: &str = "/mfa/organization/policy";

fn policy(days: u32, methods: &[&str], age: u32) -> Value {
    json!({ "enforced": true, "gracePeriodDays": days, "allowedMethods": methods, "maximumAgeSeconds": age })
}

/// Calls that weaken the prepared policy.
fn weakenings() -> Vec<Call> {
    let until = json!({ "until": "2026-02-01T00:00:00Z", "reason": "on leave" });
    let deadline = json!({ "deadline": "2026-03-01T00:00:00Z", "reason": "on leave" });
    vec![
        (Method::POST, "/mfa/organization/enforce", json!({ "enforced": false })),
        (Method::PUT, "/organization/acme", json!({ "mfaEnforced": false })),
        (Method::PUT, POLICY, policy(8, &["GOOGLE_AUTH"], 3600)),
        (Method::PUT, POLICY, policy(7, &["GOOGLE_AUTH", "MAGIC_LINK"], 3600)),
        (Method::PUT, POLICY, policy(7, &["GOOGLE_AUTH"], 3601)),
        (Method::PUT, "/mfa/organization/members/user/exemption", until),
        (Method::PUT, "/mfa/organization/members/user/deadline", deadline),
        (Method::POST, "/mfa/reset", json!({ "resetUserId": "billing" })),
    ]
}

/// Calls that do not weaken it.
fn others() -> Vec<Call> {
    let sooner = json!({ "deadline": "2026-01-02T00:00:00Z", "reason": "leaves" });
    vec![
        (Method::POST, "/mfa/organization/enforce", json!({ "enforced": true })),
        (Method::PUT, "/organization/acme", json!({ "mfaEnforced": true })),
        (Method::PUT, POLICY, policy(6, &["GOOGLE_AUTH"], 600)),
        (Method::PUT, "/mfa/organization/members/user/deadline", sooner),
    ]
}

#[actix_web::test]
async fn weakening_requires_step_up() {
    for call in weakenings() {
        let world = world(StepUpRule::Weakening).prepared().await;
        enrol(&*world.store, "acme", "owner", MfaMethod::Totp).unwrap();
        let refused = world.call_with("owner@acme", &call).await;
        assert_eq!((refused.status, refused.header("x-error-code")), (401, "authentication.insufficient"), "{call:?}");
        assert!(refused.header("www-authenticate").contains("insufficient_user_authentication"), "{call:?}");
        // administrators without an authenticator may still undo their changes
        let done = world.call_with("administrator@acme", &call).await;
        assert_eq!(done.status, 200, "{call:?}: {done:?}");
    }
    for call in others() {
        let world = world(StepUpRule::Weakening).prepared().await;
        enrol(&*world.store, "acme", "owner", MfaMethod::Totp).unwrap();
        let done = world.call_with("owner@acme", &call).await;
        assert_eq!(done.status, 200, "{call:?}: {done:?}");
    }
}

/// Calls that only read.
fn looks() -> Vec<Call> {
    vec![
        (Method::GET, "/mfa/organization/exemptions", Value::Null),
        (Method::GET, "/mfa/organization/members", Value::Null),
        (Method::GET, "/mfa/organization/members/counts", Value::Null),
        (Method::GET, "/mfa/organization/audit", Value::Null),
        (Method::GET, "/mfa/organization/enrolments", Value::Null),
        (Method::POST, "/mfa/organization/policy/plan", policy(6, &["GOOGLE_AUTH"], 600)),
    ]
}

#[actix_web::test]
async fn step_up_required_and_off() {
    for call in weakenings().into_iter().chain(others()).chain(looks()) {
        let strict = world(StepUpRule::Off).prepared().await;
        enrol(&*strict.store, "acme", "owner", MfaMethod::Totp).unwrap();
        let required = Rules { step_up: StepUpRule::Required, ..Rules::default() };
        let strict = World { services: services_by(strict.store.clone(), strict.clock.clone(), required), ..strict };
        let refused = strict.call_with("owner@acme", &call).await;
        assert_eq!((refused.status, refused.header("x-error-code")), (401, "authentication.insufficient"), "{call:?}");
        // within the grace period the gate allows an administrator without an authenticator; after it, it does not
        strict.clock.advance(7 * 86_400);
        let refused = strict.call_with("administrator@acme", &call).await;
        assert_eq!((refused.status, refused.header("x-error-code")), (403, "enrolment.required"), "{call:?}");
        assert_eq!(refused.body["methods"], json!(["GOOGLE_AUTH"]), "{call:?}");

        let off = world(StepUpRule::Off).prepared().await;
        enrol(&*off.store, "acme", "owner", MfaMethod::Totp).unwrap();
        assert_eq!(off.call_with("owner@acme", &call).await.status, 200, "{call:?}");
    }
}

#[actix_web::test]
async fn administrators_are_notified_of_weakening_alone() {
    let administrators = ["administrator@example.com", "both@example.com", "owner@example.com"];
    for call in weakenings() {
        let world = world(StepUpRule::Off).prepared().await;
        world.mailed();
        assert_eq!(world.call_with("owner@acme", &call).await.status, 200, "{call:?}");
        let mut mailed = world.mailed();
        // the member who was reset is notified, too
        mailed.retain(|to| to != "billing@example.com");
        assert_eq!(mailed, administrators, "{call:?}");
    }
    for call in others() {
        let world = world(StepUpRule::Off).prepared().await;
        world.mailed();
        assert_eq!(world.call_with("owner@acme", &call).await.status, 200, "{call:?}");
        assert!(world.mailed().is_empty(), "{call:?}");
    }
}
