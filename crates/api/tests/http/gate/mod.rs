//! The gate: its answers, its profiles, and the age of its cache.

mod caching;
mod logout;

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::Method;
use portcullis_api::{GateProfiles, Rules};
use portcullis_domain::testing::{SeededRandom, an_operator_of, enrol};
use portcullis_domain::{
    Clock, Digest, Event, Exemption, Justification, Membership, Method as MfaMethod, MfaSession, OrganizationId,
    Random, RefreshState, SessionId, Store, SubjectId, record,
};

use crate::fixtures::{Answer, NOW, World, enforce, organizations, request, services_by};

fn world_by(profiles: &str, staleness: Duration) -> World {
    let profiles = GateProfiles::parse(profiles).unwrap();
    World::new(organizations(), Rules { profiles, staleness, ..Rules::default() })
}

fn world() -> World {
    world_by("", Duration::from_mins(1))
}

impl World {
    async fn ask(&self, path: &str, token: &str) -> Answer {
        self.get(token, path).await
    }

    async fn asked(&self, token: &str) -> (u16, String) {
        let answer = self.ask("/mfa/gate", token).await;
        let said = if answer.status == 200 { "x-portcullis-decision" } else { "x-portcullis-code" };
        (answer.status, answer.header(said).to_owned())
    }

    async fn enforce(&self, enforced: bool) {
        let body = format!(r#"{{"enforced":{enforced}}}"#);
        let answer = self.send(enforce("owner@acme", &body)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Records that the member has just used a method in this session of the provider.
    fn verify(&self, subject: &str, session: &str, method: MfaMethod) -> SessionId {
        let now = self.clock.now();
        let random = SeededRandom::new(u64::try_from(now.as_microsecond()).unwrap());
        let mut current = Digest::default();
        random.fill(&mut current).unwrap();
        let id = SessionId::new(now, &random).unwrap();
        let session = MfaSession {
            id,
            subject: SubjectId::parse(subject).unwrap(),
            provider_session: Some(session.to_owned()),
            method,
            authenticator: None,
            verified_at: now,
            audience: None,
            login_at: None,
            expires_at: None,
            copied: None,
            ended_at: None,
            refresh: RefreshState { current, previous: None, rotated_at: now },
        };
        let store: &dyn Store = &*self.store;
        store.transaction(|tx| tx.sessions().insert(&acme(), &session)).unwrap();
        id
    }

    fn change(&self, subject: &str, change: impl FnOnce(Membership) -> Membership) {
        let store: &dyn Store = &*self.store;
        store
            .transaction(|tx| {
                let subject = SubjectId::parse(subject)?;
                let member = tx.memberships().find(&acme(), &subject)?.unwrap();
                tx.memberships().update(&acme(), &change(member))
            })
            .unwrap();
    }
}

fn acme() -> OrganizationId {
    OrganizationId::parse("acme").unwrap()
}

#[actix_web::test]
async fn decisions_by_caller() {
    let world = world();
    enrol(&*world.store, "acme", "billing", MfaMethod::Totp).unwrap();
    world.verify("billing", "s1", MfaMethod::Totp);
    // MFA is not enforced
    assert_eq!(world.asked("user@acme").await, (200, "not_required".into()));
    assert_eq!(world.asked("billing@acme").await, (401, "authentication.insufficient".into()));
    world.enforce(true).await;
    for (token, status, said) in [
        ("user@acme", 403, "enrolment.required"),
        ("owner@acme", 403, "enrolment.required"),
        ("owner", 403, "enrolment.required"),
        ("billing@acme", 401, "authentication.insufficient"),
        ("billing@acme#s2", 401, "authentication.insufficient"),
        ("billing@acme#s1", 200, "verified"),
        ("robot@acme", 200, "service"),
        ("gone@acme", 403, "organization.not_associated"),
        ("stranger@acme", 403, "organization.not_associated"),
        ("stranger", 403, "organization.not_associated"),
        ("owner@nowhere", 403, "organization.not_associated"),
        ("both", 403, "organization.ambiguous"),
        ("both@other", 200, "not_required"),
        ("bad", 401, "token.invalid"),
        ("", 401, "token.missing"),
        ("early", 503, "service.unavailable"),
    ] {
        assert_eq!(world.asked(token).await, (status, said.into()), "{token}");
    }
}

#[actix_web::test]
async fn gate_answers_have_all_headers() {
    let world = world();
    enrol(&*world.store, "acme", "billing", MfaMethod::Totp).unwrap();
    world.verify("billing", "s1", MfaMethod::Totp);
    let facts = |answer: &Answer| {
        ["subject", "organization", "decision", "amr", "policy-version"]
            .map(|name| answer.header(&format!("x-portcullis-{name}")).to_owned())
    };
    let passed = world.ask("/mfa/gate", "billing@acme#s1").await;
    assert_eq!(facts(&passed), ["billing", "acme", "verified", "otp mfa", "1"]);
    let spoofed = request(Method::GET, "/mfa/gate")
        .bearer("user@acme")
        .header("x-portcullis-subject", "owner")
        .header("x-forwarded-user", "owner")
        .header("x-portcullis-amr", "mfa");
    assert_eq!(facts(&world.send(spoofed).await), ["user", "acme", "not_required", "none", "1"]);
    world.enforce(true).await;
    let told = |answer: &Answer| {
        ["code", "methods", "deadline", "location"]
            .map(|name| answer.header(&format!("x-portcullis-{name}")).to_owned())
    };
    let enrol = world.ask("/mfa/gate", "user@acme").await;
    assert_eq!(told(&enrol), ["enrolment.required", "GOOGLE_AUTH PASSKEY", NOW, "none"]);
    assert_eq!(enrol.body["methods"], serde_json::json!(["GOOGLE_AUTH", "PASSKEY"]));
    let step_up = world.ask("/mfa/gate", "billing@acme").await;
    assert_eq!(told(&step_up), ["authentication.insufficient", "GOOGLE_AUTH", NOW, "none"]);
    assert_eq!(
        step_up.header("www-authenticate"),
        "Bearer realm=\"portcullis\", error=\"insufficient_user_authentication\", acr_values=\"mfa\", max_age=\"43200\""
    );
    let traced = request(Method::GET, "/mfa/gate").bearer("billing@acme#s1").header("x-request-id", "trace-7");
    let id = world.send(traced).await.header("x-request-id").to_owned();
    assert!(!id.is_empty() && id != "trace-7", "{id}");
    let nobody = world.ask("/mfa/gate", "").await;
    assert_eq!(told(&nobody), ["token.missing", "none", "none", "none"]);
    assert_eq!(nobody.header("www-authenticate"), "Bearer realm=\"portcullis\"");
}

#[actix_web::test]
async fn any_method_and_suffix_but_only_known_profiles() {
    let world = world_by("admin: max_age=60", Duration::from_mins(1));
    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = world.send(request(method.clone(), "/mfa/gate").bearer("user@acme")).await;
        assert_eq!(answer.status, 200, "{method}");
        assert_eq!(world.send(request(method, "/mfa/gate/default/a/b?access_token=x")).await.status, 401);
    }
    for path in ["/mfa/gate/default", "/mfa/gate/default/", "/mfa/gate/default/admin/%2e%2e/x;y?admin", "/mfa/gate?x"] {
        assert_eq!(world.ask(path, "user@acme").await.status, 200, "{path}");
    }
    for path in ["/mfa/gate/admin", "/mfa/gate/admin/default", "/mfa/gate/admin/../default"] {
        let answer = world.ask(path, "user@acme").await;
        assert_eq!((answer.status, answer.header("x-error-code")), (403, "enrolment.required"), "{path}");
    }
    for path in ["/mfa/gate/", "/mfa/gate/other", "/mfa/gate//default", "/mfa/gate/Default", "/mfa/gate/default%2f"] {
        let answer = world.ask(path, "robot@acme").await;
        assert_eq!((answer.status, answer.header("x-error-code")), (403, "gate.unknown_profile"), "{path}");
    }
}

#[actix_web::test]
async fn profiles_raise_requirements_and_redirect_browsers() {
    let world = world_by(
        "admin: phishing_resistant max_age=300; web: redirect=https://app.example/up return=https://app.example",
        Duration::from_mins(1),
    );
    enrol(&*world.store, "acme", "billing", MfaMethod::Totp).unwrap();
    enrol(&*world.store, "acme", "billing", MfaMethod::Passkey).unwrap();
    world.verify("billing", "s1", MfaMethod::Totp);
    assert_eq!(world.ask("/mfa/gate/default", "billing@acme#s1").await.status, 200);
    let strong = world.ask("/mfa/gate/admin", "billing@acme#s1").await;
    assert_eq!((strong.status, strong.header("x-portcullis-methods")), (401, "PASSKEY"));
    assert!(strong.header("www-authenticate").ends_with("acr_values=\"phishing_resistant\", max_age=\"300\""));
    world.verify("billing", "s2", MfaMethod::Passkey);
    assert_eq!(world.ask("/mfa/gate/admin", "billing@acme#s2").await.status, 200);
    // weaker evidence does not replace stronger evidence
    world.verify("billing", "s2", MfaMethod::Totp);
    assert_eq!(world.ask("/mfa/gate/admin", "billing@acme#s2").await.status, 200);
    world.clock.advance(300);
    assert_eq!(world.ask("/mfa/gate/admin", "billing@acme#s2").await.status, 401);

    let browser = |accept: &str| {
        request(Method::GET, "/mfa/gate/web")
            .bearer("billing@acme")
            .header("accept", accept)
            .header("x-forwarded-proto", "https")
            .header("x-forwarded-host", "app.example")
            .header("x-forwarded-uri", "/a?b")
    };
    let page = world.send(browser("text/html,application/xhtml+xml")).await;
    let back = "https://app.example/up?return_to=https%3A%2F%2Fapp.example%2Fa%3Fb";
    assert_eq!((page.status, page.header("x-portcullis-location")), (401, back));
    let program = world.send(browser("application/json")).await;
    assert_eq!(program.header("x-portcullis-location"), "none");
    world.enforce(true).await;
    let enrol = world.ask("/mfa/gate/web", "user@acme").await;
    assert_eq!(
        enrol.body,
        serde_json::json!({ "success": false, "error": "MFA enrolment required", "code": "enrolment.required",
            "methods": ["GOOGLE_AUTH", "PASSKEY"], "deadline": "2026-01-01T10:25:30Z",
            "enrolUrl": "https://app.example/up" })
    );
    let evil = browser("text/html").header("x-original-url", "https://evil.example/");
    assert_eq!(world.send(evil).await.header("x-portcullis-location"), "https://app.example/up");
}

#[actix_web::test]
async fn report_profile_allows_and_reports() {
    let world = world_by("try: report", Duration::from_mins(1));
    world.enforce(true).await;
    for (token, code, subject) in [
        ("user@acme", "enrolment.required", "user"),
        ("bad", "token.invalid", "none"),
        ("", "token.missing", "none"),
        ("early", "service.unavailable", "none"),
    ] {
        let answer = world.ask("/mfa/gate/try", token).await;
        let told = ["decision", "code", "subject"].map(|name| answer.header(&format!("x-portcullis-{name}")));
        assert_eq!((answer.status, told), (200, ["report", code, subject]), "{token}");
    }
    assert_eq!(world.ask("/mfa/gate/try", "robot@acme").await.header("x-portcullis-decision"), "service");
    assert_eq!(world.ask("/mfa/gate", "user@acme").await.status, 403);
    let counts: Vec<_> = world.services.gate_counts().filter(|(_, _, count)| *count > 0).collect();
    assert_eq!(counts, [("default", "denied", 1), ("try", "allowed", 1), ("try", "reported", 4)]);
}

#[actix_web::test]
async fn every_fault_denies() {
    for nth in 1.. {
        let world = world();
        enrol(&*world.store, "acme", "billing", MfaMethod::Totp).unwrap();
        world.verify("billing", "s1", MfaMethod::Totp);
        world.store.fail_at_call(nth);
        let answer = world.ask("/mfa/gate", "billing@acme#s1").await;
        if world.store.never_failed() {
            assert_eq!(answer.status, 200);
            assert_eq!(nth, 2, "the look-up is one call of the store");
            return;
        }
        assert_eq!((answer.status, answer.header("retry-after")), (503, "1"), "call {nth}");
    }
}

#[actix_web::test]
async fn cached_callers_are_never_older_than_a_change() {
    let world = world();
    enrol(&*world.store, "acme", "billing", MfaMethod::Totp).unwrap();
    let session = world.verify("billing", "s1", MfaMethod::Totp);
    world.services.poll_changes().unwrap();
    assert_eq!(world.asked("billing@acme#s1").await.0, 200);
    assert_eq!(world.asked("user@acme").await.0, 200);
    // cached: the store is not read
    world.store.fail_at_call(1);
    assert_eq!(world.asked("billing@acme#s1").await.0, 200);
    assert_eq!(world.asked("user@acme").await.0, 200);
    assert!(world.store.never_failed());
    world.store.fail_at_call(1_000_000);
    // changes by this process take effect at once: of the policy, of a session, of the member
    world.enforce(true).await;
    assert_eq!(world.asked("user@acme").await.0, 403);
    assert_eq!(world.asked("billing@acme#s1").await.0, 200);
    let full_access = format!("billing@acme/{session}");
    assert_eq!(world.asked(&full_access).await, (200, "verified".into()));
    let end = request(Method::DELETE, &format!("/mfa/sessions/{session}")).bearer("billing@acme#s1");
    assert_eq!(world.send(end).await.status, 200);
    assert_eq!(world.asked("billing@acme#s1").await, (401, "authentication.insufficient".into()));
    assert_eq!(world.asked(&full_access).await, (401, "token.invalid".into()), "it speaks for nobody any more");
}

#[actix_web::test]
async fn read_before_a_commit_is_not_cached_beyond_it() {
    let world = world();
    world.services.poll_changes().unwrap();
    let store: &dyn Store = &*world.store;
    let mut open = store.begin().unwrap();
    let organization = open.organizations().lock(&acme()).unwrap().unwrap();
    let after = organization.base_policy().enforce(true, world.clock.now());
    let event =
        Event::EnforcementSet { enforced: true, before: organization.base_policy().clone(), after: after.clone() };
    let organization = organization.with_policy(after);
    open.organizations().update(&organization).unwrap();
    record(&mut *open, &an_operator_of("acme"), &organization, world.clock.now(), &event).unwrap();
    assert_eq!(world.asked("user@acme").await.0, 200, "read and cached between the record and the commit");
    open.commit().unwrap();
    assert_eq!(world.asked("user@acme").await.0, 403);
}

#[actix_web::test]
async fn cache_follows_other_replicas_and_stops_when_polling_fails() {
    let world = world();
    let other = services_by(Arc::new(world.store.of_another_process()), world.clock.clone(), Rules::default());
    world.services.poll_changes().unwrap();
    assert_eq!(world.asked("user@acme").await.0, 200);
    assert_eq!(enforce("owner@acme", r#"{"enforced":true}"#).sent_to(other).await.status, 200);
    // within the bound the old decision may be used; after the next poll it may not
    world.services.poll_changes().unwrap();
    assert_eq!(world.asked("user@acme").await.0, 403);

    let forgetful = world_by("", Duration::ZERO);
    let other = services_by(Arc::new(forgetful.store.of_another_process()), forgetful.clock.clone(), Rules::default());
    forgetful.services.poll_changes().unwrap();
    assert_eq!(forgetful.asked("user@acme").await.0, 200);
    assert_eq!(enforce("owner@acme", r#"{"enforced":true}"#).sent_to(other).await.status, 200);
    assert_eq!(forgetful.asked("user@acme").await.0, 403, "the last look is too old: it is read");
    forgetful.store.fail_at_call(1);
    let unknown = (503, "service.unavailable".to_owned());
    assert_eq!(forgetful.asked("user@acme").await, unknown, "and if it cannot be read, it is not known");
}

#[actix_web::test]
async fn deadlines_are_exact_and_survive_clock_jumps() {
    let at =
        |world: &World, seconds: i64| jiff::Timestamp::from_second(world.clock.now().as_second() + seconds).unwrap();
    // an exemption expires
    let world = world();
    world.enforce(true).await;
    let ends_at = at(&world, 100);
    let exemption = Exemption {
        reason: Justification::parse("on leave").unwrap(),
        granted_by: "owner".into(),
        granted_at: at(&world, 0),
        ends_at,
    };
    world.change("user", |member| Membership { exemption: Some(exemption), ..member });
    world.change("workspaces", |member| Membership { deadline: Some(ends_at), ..member });
    enrol(&*world.store, "acme", "billing", MfaMethod::Totp).unwrap();
    world.clock.advance(100 - 43_200);
    world.verify("billing", "s1", MfaMethod::Totp);
    world.clock.advance(43_200 - 1);
    let all = async |world: &World| {
        [
            world.asked("user@acme").await.0,
            world.asked("workspaces@acme").await.0,
            world.asked("billing@acme#s1").await.0,
        ]
    };
    assert_eq!(world.asked("user@acme").await.1, "exempt");
    assert_eq!(all(&world).await, [200, 200, 200], "a second before");
    world.clock.advance(1);
    assert_eq!(all(&world).await, [403, 403, 401], "at the limit");
    world.clock.advance(1);
    assert_eq!(all(&world).await, [403, 403, 401], "a second after");
    world.clock.advance(-7_200);
    assert_eq!(all(&world).await, [403, 403, 401], "two hours back");
}

#[actix_web::test]
async fn cached_tokens_expire() {
    let world = world();
    world.services.poll_changes().unwrap();
    let token = format!("user@acme~{}", world.clock.now().as_second() + 10);
    assert_eq!(world.asked(&token).await.0, 200);
    // cached: the store is not read
    world.store.fail_at_call(1);
    world.clock.advance(9);
    assert_eq!(world.asked(&token).await.0, 200, "a second before");
    assert!(world.store.never_failed());
    for seconds in [1, 1, -7_200] {
        world.clock.advance(seconds);
        assert_eq!(world.asked(&token).await, (401, "token.invalid".into()), "{seconds} s on");
    }
}
