//! `POST /mfa/organization/enforce`, answer by answer.

use portcullis_domain::testing::{the_audit_log_of, the_audit_records_of, the_organization};
use serde_json::{Value, json};

use crate::requests::{a_world, enforce, request};

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
async fn an_administrator_enforces_and_relaxes_with_a_plain_token() {
    for token in ["owner@acme", "administrator@acme", "owner", "administrator"] {
        let world = a_world();
        for (body, expected, enforced) in [
            (r#"{"enforced":true}"#, ENABLED, true),
            (r#"{"enforced":true}"#, ENABLED, true),
            (r#"{"enforced":false}"#, DISABLED, false),
            (r#"{"enforced":false}"#, DISABLED, false),
        ] {
            let answer = enforce(token, body).to(&world).await;
            assert_eq!(answer.told(), (200, &message(expected)), "{token} {body}");
            assert_eq!(answer.header("content-type"), "application/json");
            assert_eq!(the_organization(&*world, "acme").policy.enforced(), enforced);
        }
        assert_eq!(
            the_audit_log_of(&*world, "acme"),
            ["policy.enforce changed", "policy.enforce unchanged", "policy.relax changed", "policy.relax unchanged"]
        );
    }
}

#[actix_web::test]
async fn who_may_not_is_told_so_and_changes_nothing() {
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
        let world = a_world();
        let answer = enforce(token, r#"{"enforced":true}"#).to(&world).await;
        assert_eq!(answer.told(), (status, &error(text)), "{token}");
        assert_eq!(answer.header("x-error-code"), code, "{token}");
        assert!(!the_organization(&*world, "acme").policy.enforced(), "{token}");
        let trail = the_audit_log_of(&*world, "acme");
        assert_eq!(trail.is_empty(), status != 403, "{token}: {trail:?}");
    }
}

#[actix_web::test]
async fn a_refusal_is_recorded_with_its_request_and_origin() {
    let world = a_world();
    let asked = enforce("user@acme", r#"{"enforced":true}"#).header("x-request-id", "trace-7");
    assert_eq!(asked.to(&world).await.status, 403);
    let records = the_audit_records_of(&*world, "acme");
    let [record] = &*records else { panic!("{records:?}") };
    assert_eq!((&*record.entry.action, record.entry.request.as_deref()), ("policy.enforce", Some("trace-7")));
}

#[actix_web::test]
async fn the_organization_comes_from_the_token_alone() {
    let world = a_world();
    let answer = request(actix_web::http::Method::POST, "/mfa/organization/enforce?org_id=other&organization=other")
        .bearer("owner@acme")
        .header("x-tenant-id", "other")
        .header("x-org-id", "other")
        .json(r#"{"enforced":true,"org_id":"other","organizationId":"other","role":"admin"}"#)
        .to(&world)
        .await;
    assert_eq!(answer.told(), (200, &message(ENABLED)));
    assert!(the_organization(&*world, "acme").policy.enforced());
    assert!(!the_organization(&*world, "other").policy.enforced());
    assert!(the_audit_log_of(&*world, "other").is_empty());
    // an owner of both changes the one that the token names
    assert_eq!(enforce("both@other", r#"{"enforced":true}"#).to(&world).await.status, 200);
    assert_eq!(the_audit_log_of(&*world, "acme").len(), 1);
    assert_eq!(the_audit_log_of(&*world, "other").len(), 1);
}
