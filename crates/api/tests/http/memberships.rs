//! Which organization a token means that names none.

use std::sync::Arc;

use actix_web::http::Method;
use portcullis_api::Rules;
use portcullis_domain::testing::{FixedClock, MemoryStore, an_organization, the_audit_log_of, verify_in_session};
use portcullis_domain::{ClientGrants, ClientRight, Clock as _, Method as MfaMethod, Role};

use crate::fixtures::{NOW, a_grant, request, services_by};

/// Alice was given `first` and later `evil`; only `evil` enforces MFA, so that the gate tells them apart.
fn store() -> Arc<MemoryStore> {
    let store = Arc::new(MemoryStore::default());
    let first = an_organization("first").with_given_member("alice", Role::User, "2025-01-01T00:00:00Z");
    first.with_member("owner", Role::Owner).save(&*store).unwrap();
    let evil = an_organization("evil").with_given_member("alice", Role::User, "2025-02-01T00:00:00Z");
    evil.enforcing_since("2025-01-01T00:00:00Z").save(&*store).unwrap();
    store
}

async fn gate(store: &Arc<MemoryStore>, token: &str) -> (u16, String) {
    let answer = request(Method::GET, "/mfa/gate").bearer(token).to(store).await;
    (answer.status, answer.header("x-portcullis-code").to_owned())
}

async fn accept(store: &Arc<MemoryStore>, token: &str, organization: &str) -> (u16, String) {
    let path = format!("/mfa/memberships/{organization}/accept");
    let answer = request(Method::POST, &path).bearer(token).to(store).await;
    (answer.status, answer.header("x-error-code").to_owned())
}

#[actix_web::test]
async fn being_added_elsewhere_locks_nobody_out() {
    let store = store();
    let passes = (200, String::new());
    assert_eq!(gate(&store, "alice").await.0, 200, "the earliest given");
    assert_eq!(gate(&store, "alice@first").await.0, 200);
    assert_eq!(gate(&store, "alice").await.0, passes.0, "the one that was entered");
    assert_eq!(gate(&store, "alice@evil").await, (403, "enrolment.required".to_owned()));
    assert_eq!(gate(&store, "alice").await, (403, "organization.ambiguous".to_owned()), "both were entered");
    let status = request(Method::GET, "/mfa/organization/policy").bearer("alice").to(&store).await;
    assert_eq!((status.status, status.header("x-error-code")), (400, "organization.ambiguous"));
}

#[actix_web::test]
async fn token_of_another_organization_accepts_no_membership() {
    let store = store();
    for token in ["alice", "alice@first", "alice@first#s1"] {
        assert_eq!(accept(&store, token, "evil").await, (403, "membership.not_shown".to_owned()), "{token}");
    }
    for (token, organization) in [("owner@first", "evil"), ("alice@first", "nowhere"), ("owner@evil", "evil")] {
        let refused = (404, "resource.not_found".to_owned());
        assert_eq!(accept(&store, token, organization).await, refused, "{token} {organization}");
    }
    assert_eq!(gate(&store, "alice").await.0, 200);
    assert!(the_audit_log_of(&*store, "evil").is_empty());
}

#[actix_web::test]
async fn membership_is_accepted_by_token_or_verified_session() {
    let now = FixedClock::at(NOW).now();
    for token in ["alice@evil", "alice@first#s1"] {
        let store = store();
        verify_in_session(&*store, "evil", "alice", "s1", MfaMethod::Totp, now).unwrap();
        for outcome in ["member.enter changed", "member.enter unchanged"] {
            assert_eq!(accept(&store, token, "evil").await, (200, String::new()), "{token}");
            assert_eq!(the_audit_log_of(&*store, "evil").last().map(String::as_str), Some(outcome));
        }
    }
}

#[actix_web::test]
async fn client_enters_only_with_all_organizations_of_the_person() {
    for (organization, status) in [(Some("evil"), 403), (None, 200)] {
        let store = store();
        let clients = ClientGrants::listed(vec![a_grant("client", &[ClientRight::Provision], organization)]);
        let rules = Rules { clients, ..Rules::default() };
        let services = services_by(store.clone(), Arc::new(FixedClock::at(NOW)), rules);
        let enter = request(Method::POST, "/organizations/evil/members/alice/enter").bearer("client");
        let answer = enter.sent_to(services.clone()).await;
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(gate(&store, "alice").await.0, if status == 200 { 403 } else { 200 });
        let missing = request(Method::POST, "/organizations/evil/members/bob/enter").bearer("client");
        assert_eq!(missing.sent_to(services).await.status, 404);
    }
}
