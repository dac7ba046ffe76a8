//! Parties that act for a person: an agent who impersonates a user holds a token of the user that names the agent.

use actix_web::http::Method;
use portcullis_domain::Method as MfaMethod;
use portcullis_domain::testing::{an_organization, enrol, the_audit_log_of, the_audit_records_of};

use crate::fixtures::{Request, enforce, organizations, request};

fn post(path: &str, body: &str) -> Request {
    request(Method::POST, path).json(body)
}

#[actix_web::test]
async fn impersonator_cannot_manage_authenticators() {
    let store = organizations();
    let agent = "user@acme=desk";
    for attempt in [
        post("/mfa/setup", r#"{"mfaType":"GOOGLE_AUTH"}"#),
        post("/mfa/verify-setup", r#"{"mfaType":"GOOGLE_AUTH","code":"123456"}"#),
        post("/mfa/verify-login", r#"{"mfaType":"GOOGLE_AUTH","code":"123456"}"#),
        post("/mfa/reset", "{}"),
        request(Method::POST, "/mfa/recovery-codes"),
    ] {
        let answer = attempt.bearer(agent).to(&store).await;
        assert_eq!((answer.status, answer.header("x-error-code")), (403, "delegate.refused"), "{answer:?}");
    }
    let status = request(Method::GET, "/mfa/status").bearer(agent).to(&store).await;
    assert_eq!(status.status, 200, "{status:?}");
    assert_eq!(request(Method::GET, "/mfa/gate").bearer(agent).to(&store).await.status, 200);
    assert_eq!(the_audit_log_of(&*store, "acme"), ["mfa.manage refused"], "once a minute");
    let records = the_audit_records_of(&*store, "acme");
    assert!(format!("{:?}", records[0].entry.actor).contains("desk"), "{records:?}");
}

#[actix_web::test]
async fn impersonator_of_an_administrator_cannot_administer() {
    let store = organizations();
    enrol(&*store, "acme", "owner", MfaMethod::Totp).unwrap();
    for attempt in [
        enforce("owner@acme=desk", r#"{"enforced":true}"#),
        request(Method::GET, "/mfa/organization/audit").bearer("owner@acme=desk"),
        request(Method::DELETE, "/mfa/organization/members/user/lock").bearer("owner@acme=desk"),
    ] {
        let answer = attempt.to(&store).await;
        assert_eq!((answer.status, answer.header("x-error-code")), (403, "delegate.refused"), "{answer:?}");
    }
    assert_eq!(enforce("owner@acme", r#"{"enforced":true}"#).to(&store).await.status, 200);
}

#[actix_web::test]
async fn impersonator_enters_no_organization_and_is_no_client() {
    let store = organizations();
    an_organization("evil")
        .with_given_member("user", portcullis_domain::Role::User, "2026-01-01T00:00:00Z")
        .save(&*store)
        .unwrap();
    assert_eq!(request(Method::GET, "/mfa/gate").bearer("user@evil=desk").to(&store).await.status, 200);
    let accept = post("/mfa/memberships/evil/accept", "").bearer("user@evil=desk").to(&store).await;
    assert_eq!((accept.status, accept.header("x-error-code")), (403, "delegate.refused"), "{accept:?}");
    let policy = request(Method::GET, "/mfa/gate").bearer("user").to(&store).await;
    assert_eq!(policy.status, 200, "acme is the only one that was entered");
    let put = request(Method::PUT, "/organizations/new").bearer("client=desk").json(r#"{"name":"New"}"#);
    assert_eq!(put.to(&store).await.header("x-error-code"), "scope.missing");
}
