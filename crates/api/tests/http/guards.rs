//! What administrative calls require of the administrator's session, and who is notified.

use actix_web::http::Method;
use portcullis_api::Rules;
use portcullis_domain::testing::{enrol, the_organization, verify_in_session};
use portcullis_domain::{Channel, Clock, Delivery, ManagementAge, Method as MfaMethod, StepUpRule};
use serde_json::{Value, json};

use crate::fixtures::{Answer, World, organizations, request, services_by};

type Call = (Method, &'static str, Value);

/// MFA is enforced with seven days of grace. `owner` has a one-time password, which verified the session `s1` now;
/// `administrator` has nothing. Administrative calls are guarded by this rule.
async fn world(step_up: StepUpRule) -> World {
    let unguarded = World::new(organizations(), Rules { step_up: StepUpRule::Off, ..Rules::default() });
    let enforced = (Method::PUT, POLICY, policy(7, &["GOOGLE_AUTH"], 3600));
    assert_eq!(unguarded.call_with("both@acme", &enforced).await.status, 200);
    for subject in ["owner", "billing"] {
        enrol(&*unguarded.store, "acme", subject, MfaMethod::Totp).unwrap();
    }
    unguarded.mailed();
    let rules = Rules { step_up, ..Rules::default() };
    let world = World { services: services_by(unguarded.store.clone(), unguarded.clock.clone(), rules), ..unguarded };
    world.verify_owner("s1");
    world
}

impl World {
    async fn call_with(&self, token: &str, (method, path, body): &Call) -> Answer {
        let version = the_organization(&*self.store, "acme").base_policy().version();
        let call = request(method.clone(), path).bearer(token).header("if-match", &format!("\"{version}\""));
        let call = if body.is_null() { call } else { call.json(&body.to_string()) };
        self.send(call).await
    }

    fn verify_owner(&self, session: &str) {
        verify_in_session(&*self.store, "acme", "owner", session, MfaMethod::Totp, self.clock.now()).unwrap();
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
const ENFORCE: &str = "/mfa/organization/enforce";
const ORGANIZATION: &str = "/organization/acme";

fn policy(days: u32, methods: &[&str], age: u32) -> Value {
    json!({ "enforced": true, "gracePeriodDays": days, "allowedMethods": methods, "maximumAgeSeconds": age })
}

/// The calls of the contract, each with its other spelling.
fn enforcing(enforced: bool) -> [Call; 2] {
    [
        (Method::POST, ENFORCE, json!({ "enforced": enforced })),
        (Method::PUT, ORGANIZATION, json!({ "mfaEnforced": enforced })),
    ]
}

/// Calls that change something, all of them notified.
fn changes() -> Vec<Call> {
    let until = json!({ "until": "2026-02-01T00:00:00Z", "reason": "on leave" });
    let deadline = |at: &str| json!({ "deadline": at, "reason": "because" });
    let weakening = [
        (Method::PUT, POLICY, policy(8, &["GOOGLE_AUTH"], 3600)),
        (Method::PUT, POLICY, policy(7, &["GOOGLE_AUTH", "MAGIC_LINK"], 3600)),
        (Method::PUT, POLICY, policy(7, &["GOOGLE_AUTH"], 3601)),
        (Method::PUT, "/mfa/organization/members/user/exemption", until),
        (Method::PUT, "/mfa/organization/members/user/deadline", deadline("2026-03-01T00:00:00Z")),
        (Method::POST, "/mfa/reset", json!({ "resetUserId": "billing" })),
    ];
    let narrowing = [
        (Method::PUT, POLICY, policy(6, &["GOOGLE_AUTH"], 3600)),
        (Method::PUT, POLICY, policy(7, &["GOOGLE_AUTH"], 600)),
        (Method::PUT, "/mfa/organization/members/user/deadline", deadline("2026-01-02T00:00:00Z")),
    ];
    enforcing(false).into_iter().chain(weakening).chain(narrowing).collect()
}

/// Changes without a notice.
fn quiet_changes() -> Vec<Call> {
    vec![
        (Method::DELETE, "/mfa/organization/members/billing/lock", Value::Null),
        (Method::DELETE, "/mfa/organization/members/billing/sessions", Value::Null),
    ]
}

/// Calls that only read.
fn reads() -> Vec<Call> {
    vec![
        (Method::GET, "/mfa/organization/exemptions", Value::Null),
        (Method::GET, "/mfa/organization/members", Value::Null),
        (Method::GET, "/mfa/organization/members/counts", Value::Null),
        (Method::GET, "/mfa/organization/audit", Value::Null),
        (Method::GET, "/mfa/organization/enrolments", Value::Null),
        (Method::POST, "/mfa/organization/policy/plan", policy(6, &["GOOGLE_AUTH"], 600)),
    ]
}

/// The status and the code.
fn outcome(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.header("x-error-code"))
}

const OK: (u16, &str) = (200, "");
const STEP_UP: (u16, &str) = (401, "authentication.insufficient");
const ENROL: (u16, &str) = (403, "enrolment.required");

#[actix_web::test]
async fn change_while_enforced_needs_a_recent_verification() {
    for call in changes().into_iter().chain(quiet_changes()) {
        let world = world(StepUpRule::default()).await;
        for unverified in ["owner@acme", "owner@acme#s2"] {
            let refused = world.call_with(unverified, &call).await;
            assert_eq!(outcome(&refused), STEP_UP, "{call:?}");
            let challenge = refused.header("www-authenticate");
            assert!(challenge.contains("insufficient_user_authentication"), "{call:?}");
            assert!(challenge.contains("max_age=\"600\""), "{challenge}");
        }
        // a grace period opens nothing
        let refused = world.call_with("administrator@acme", &call).await;
        assert_eq!(outcome(&refused), ENROL, "{call:?}");
        assert_eq!(refused.body["methods"], json!(["GOOGLE_AUTH"]), "{call:?}");
        world.clock.advance(600);
        assert_eq!(outcome(&world.call_with("owner@acme#s1", &call).await), STEP_UP, "{call:?} ten minutes later");
        assert_eq!(the_organization(&*world.store, "acme").base_policy().version(), 2, "{call:?}");
        world.verify_owner("s1");
        assert_eq!(outcome(&world.call_with("owner@acme#s1", &call).await), OK, "{call:?}");
    }
}

#[actix_web::test]
async fn change_is_judged_by_the_policy_that_it_makes_too() {
    let world = world(StepUpRule::default()).await;
    let passkeys_at_once = (Method::PUT, POLICY, policy(0, &["PASSKEY"], 3600));
    let refused = world.call_with("owner@acme#s1", &passkeys_at_once).await;
    assert_eq!((outcome(&refused), &refused.body["methods"]), (ENROL, &json!(["PASSKEY"])));
    assert_eq!(the_organization(&*world.store, "acme").base_policy().version(), 2);
    assert!(world.mailed().is_empty(), "nothing was changed");
}

#[actix_web::test]
async fn reads_need_what_the_gate_requires() {
    for call in reads() {
        let world = world(StepUpRule::default()).await;
        assert_eq!(outcome(&world.call_with("owner@acme", &call).await), STEP_UP, "{call:?}");
        assert_eq!(outcome(&world.call_with("administrator@acme", &call).await), OK, "{call:?} in the grace period");
        world.clock.advance(3599);
        assert_eq!(outcome(&world.call_with("owner@acme#s1", &call).await), OK, "{call:?} by the policy's maximum age");
        world.clock.advance(7 * 86_400);
        assert_eq!(outcome(&world.call_with("owner@acme#s1", &call).await), STEP_UP, "{call:?} later");
        assert_eq!(outcome(&world.call_with("administrator@acme", &call).await), ENROL, "{call:?} after the grace");
    }
    // the policy and the organization are for every member
    let world = world(StepUpRule::Always(ManagementAge::default())).await;
    for path in [POLICY, ORGANIZATION] {
        assert_eq!(world.get("owner@acme", path).await.status, 200, "{path}");
    }
}

#[actix_web::test]
async fn always_asks_for_everything_but_enforcing_and_off_for_nothing() {
    for call in changes().into_iter().chain(quiet_changes()).chain(reads()) {
        let strict = world(StepUpRule::Always(ManagementAge::default())).await;
        assert_eq!(outcome(&strict.call_with("owner@acme", &call).await), STEP_UP, "{call:?}");
        assert_eq!(outcome(&strict.call_with("administrator@acme", &call).await), ENROL, "{call:?}");
        assert_eq!(outcome(&strict.call_with("owner@acme#s1", &call).await), OK, "{call:?}");
        for call in enforcing(true) {
            assert_eq!(outcome(&strict.call_with("administrator@acme", &call).await), OK, "{call:?}");
        }
        let off = world(StepUpRule::Off).await;
        assert_eq!(outcome(&off.call_with("owner@acme", &call).await), OK, "{call:?}");
    }
}

#[actix_web::test]
async fn administrators_are_notified_of_weakening_and_narrowing() {
    let administrators = ["administrator@example.com", "both@example.com", "owner@example.com"];
    for (calls, expected) in [
        (changes(), &administrators[..]),
        (quiet_changes(), &[]),
        (enforcing(true).to_vec(), &[]),
        (vec![(Method::PUT, POLICY, policy(7, &["GOOGLE_AUTH"], 3600))], &[]),
    ] {
        for call in calls {
            let world = world(StepUpRule::default()).await;
            assert_eq!(world.call_with("owner@acme#s1", &call).await.status, 200, "{call:?}");
            let mut mailed = world.mailed();
            // the member who was reset is notified, too
            mailed.retain(|to| to != "billing@example.com");
            assert_eq!(mailed, expected, "{call:?}");
        }
    }
}

/// The naive client of the contract: no administrator has an authenticator, and no token names a session.
#[actix_web::test]
async fn enforcing_is_undone_by_its_subject_by_either_route() {
    for (on, off) in enforcing(true).into_iter().flat_map(|on| enforcing(false).map(|off| (on.clone(), off))) {
        let world = World::new(organizations(), Rules::default());
        for call in [&on, &on, &off, &off, &on, &off] {
            assert_eq!(outcome(&world.call_with("administrator@acme", call).await), OK, "{on:?} {off:?}");
        }
        assert!(!the_organization(&*world.store, "acme").base_policy().enforced());

        // within an hour
        assert_eq!(outcome(&world.call_with("administrator@acme", &on).await), OK);
        world.clock.advance(3599);
        assert_eq!(outcome(&world.call_with("administrator@acme", &off).await), OK, "{on:?} {off:?}");
        // a call that changes nothing prolongs nothing
        assert_eq!(outcome(&world.call_with("administrator@acme", &on).await), OK);
        world.clock.advance(1800);
        assert_eq!(outcome(&world.call_with("administrator@acme", &on).await), OK);
        world.clock.advance(1800);
        assert_eq!(outcome(&world.call_with("administrator@acme", &off).await), ENROL, "{on:?} {off:?}");
        // and opens nothing
        assert_eq!(outcome(&world.call_with("owner@acme", &on).await), OK);
        assert_eq!(outcome(&world.call_with("owner@acme", &off).await), ENROL, "{on:?} {off:?}");
    }
}
