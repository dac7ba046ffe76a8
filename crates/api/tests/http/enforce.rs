//! `POST /mfa/organization/enforce`.

use portcullis_domain::testing::{the_audit_log_of, the_audit_records_of, the_organization};
use serde_json::{Value, json};

use crate::fixtures::{enforce, organizations, request};

fn message(text: &str) -> Value {
    json!({ "success": true, "message": text })
}

fn error(text: &str) -> Value {
    json!({ "success": false, "error": text })
}

const ENABLED: &str = "MFA enforcement enabled for organization";
const DISABLED: &str = "MFA enforcement disabled for organization";
const FORBIDDEN: &str = "Insufficient permissions. OWNER or ADMINISTRATOR role required to enforce organization MFA.";
const NOT_ASSOCIATED: &str = "User not associated with an organization";

#[actix_web::test]
async fn administrators_enforce_and_stop_enforcing() {
    for token in ["owner@acme", "administrator@acme", "owner", "administrator"] {
        let store = organizations();
        for (body, expected, enforced) in [
            (r#"{"enforced":true}"#, ENABLED, true),
            (r#"{"enforced":true}"#, ENABLED, true),
            (r#"{"enforced":false}"#, DISABLED, false),
            (r#"{"enforced":false}"#, DISABLED, false),
        ] {
            let answer = enforce(token, body).to(&store).await;
            assert_eq!(answer.parts(), (200, &message(expected)), "{token} {body}");
            assert_eq!(answer.header("content-type"), "application/json");
            assert_eq!(the_organization(&*store, "acme").base_policy().enforced(), enforced);
        }
        assert_eq!(
            the_audit_log_of(&*store, "acme"),
            ["policy.enforce changed", "policy.enforce unchanged", "policy.relax changed", "policy.relax unchanged"]
        );
    }
}

#[actix_web::test]
async fn other_callers_are_rejected_and_change_nothing() {
    for (token, status, text, code) in [
        ("user@acme", 403, FORBIDDEN, "permission.denied"),
        ("billing@acme", 403, FORBIDDEN, "permission.denied"),
        ("workspaces", 403, FORBIDDEN, "permission.denied"),
        ("robot@acme", 403, FORBIDDEN, "permission.denied"),
        ("stranger", 400, NOT_ASSOCIATED, "organization.not_associated"),
        ("stranger@acme", 400, NOT_ASSOCIATED, "organization.not_associated"),
        ("foreign@acme", 400, NOT_ASSOCIATED, "organization.not_associated"),
        ("gone@acme", 400, NOT_ASSOCIATED, "organization.not_associated"),
        ("gone", 400, NOT_ASSOCIATED, "organization.not_associated"),
        ("owner@nowhere", 400, NOT_ASSOCIATED, "organization.not_associated"),
        ("both", 400, "User belongs to several organizations and the token names none", "organization.ambiguous"),
    ] {
        let store = organizations();
        let answer = enforce(token, r#"{"enforced":true}"#).to(&store).await;
        assert_eq!(answer.parts(), (status, &error(text)), "{token}");
        assert_eq!(answer.header("x-error-code"), code, "{token}");
        assert!(!the_organization(&*store, "acme").base_policy().enforced(), "{token}");
        let entries = the_audit_log_of(&*store, "acme");
        assert_eq!(entries.is_empty(), status != 403, "{token}: {entries:?}");
    }
}

#[actix_web::test]
async fn rejections_are_audited_with_request_and_source() {
    let store = organizations();
    let asked = enforce("user@acme", r#"{"enforced":true}"#).header("x-request-id", "trace-7");
    let answer = asked.to(&store).await;
    assert_eq!(answer.status, 403);
    let records = the_audit_records_of(&*store, "acme");
    let [record] = &*records else { panic!("{records:?}") };
    let entry = &record.entry;
    assert_eq!((&*entry.action, entry.request.as_deref()), ("policy.enforce", Some(answer.header("x-request-id"))));
    assert_eq!(entry.client_request.as_deref(), Some("trace-7"));
}

#[actix_web::test]
async fn organization_comes_from_the_token_alone() {
    let store = organizations();
    let answer = request(actix_web::http::Method::POST, "/mfa/organization/enforce?org_id=other&organization=other")
        .bearer("owner@acme")
        .header("x-tenant-id", "other")
        .header("x-org-id", "other")
        .json(r#"{"enforced":true,"org_id":"other","organizationId":"other","role":"admin"}"#)
        .to(&store)
        .await;
    assert_eq!(answer.parts(), (200, &message(ENABLED)));
    assert!(the_organization(&*store, "acme").base_policy().enforced());
    assert!(!the_organization(&*store, "other").base_policy().enforced());
    assert!(the_audit_log_of(&*store, "other").is_empty());
    // an owner of two organizations changes the one that the token names
    assert_eq!(enforce("both@other", r#"{"enforced":true}"#).to(&store).await.status, 200);
    assert_eq!(the_audit_log_of(&*store, "acme").len(), 1);
    assert_eq!(the_audit_log_of(&*store, "other").len(), 1);
}
