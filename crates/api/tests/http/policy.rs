//! The policy, plans, exceptions, and the contract's routes of the organization.

use std::sync::Arc;

use actix_web::http::Method;
use portcullis_domain::Method as MfaMethod;
use portcullis_domain::testing::{MemoryStore, enrol, the_audit_log_of, the_organization};
use serde_json::{Value, json};

use crate::fixtures::{Answer, Request, VERIFIED_OWNER, organizations, request, verify_owner};

const POLICY: &str = "/mfa/organization/policy";

fn document() -> Value {
    json!({ "enforced": true, "gracePeriodDays": 14, "allowedMethods": ["PASSKEY", "GOOGLE_AUTH"], "maximumAgeSeconds": 3600 })
}

fn put(token: &str, body: &Value) -> Request {
    request(Method::PUT, POLICY).bearer(token).json(&body.to_string())
}

async fn get(store: &Arc<MemoryStore>, token: &str, path: &str) -> Answer {
    request(Method::GET, path).bearer(token).to(store).await
}

#[actix_web::test]
async fn policy_reads_back_as_written() {
    let store = organizations();
    verify_owner(&*store);
    let read = get(&store, "user@acme", POLICY).await;
    let first = json!({ "enforced": false, "gracePeriodDays": 0, "allowedMethods": ["GOOGLE_AUTH", "PASSKEY"],
        "maximumAgeSeconds": 43200, "enrolment": "open" });
    assert_eq!(read.parts(), (200, &json!({ "success": true, "data": { "policy": first, "version": 1 } })));
    assert_eq!(read.header("etag"), "\"1\"");
    let written = put(VERIFIED_OWNER, &document()).header("if-match", read.header("etag")).to(&store).await;
    assert_eq!((written.status, written.header("etag")), (200, "\"2\""));
    let data = &get(&store, "user@acme", POLICY).await.body["data"];
    assert_eq!(data["policy"]["allowedMethods"], json!(["GOOGLE_AUTH", "PASSKEY"]));
    assert_eq!((&data["version"], &data["demandSince"]), (&json!(2), &json!("2026-01-01T10:20:30Z")));
    // writing the same document again changes nothing
    let again = put(VERIFIED_OWNER, &data["policy"]).header("if-match", "\"2\"").to(&store).await;
    assert_eq!((again.status, again.header("etag")), (200, "\"2\""));
    assert_eq!(the_audit_log_of(&*store, "acme"), ["policy.change changed", "policy.change unchanged"]);
}

#[actix_web::test]
async fn policy_change_requires_current_version() {
    let store = organizations();
    let without = put("owner@acme", &document()).to(&store).await;
    assert_eq!((without.status, without.header("x-error-code")), (428, "precondition.missing"));
    for tag in ["\"2\"", "1", "W/\"1\"", "*", "\"\"", "\"1\", \"2\""] {
        let other = put("owner@acme", &document()).header("if-match", tag).to(&store).await;
        assert_eq!((other.status, other.header("x-error-code")), (412, "resource.stale"), "{tag}");
    }
    assert!(!the_organization(&*store, "acme").base_policy().enforced());
    // the head and the body come before the role
    assert_eq!(put("user@acme", &json!({})).to(&store).await.status, 428);
    assert_eq!(put("user@acme", &json!({})).header("if-match", "\"1\"").to(&store).await.status, 400);
    assert_eq!(put("user@acme", &document()).header("if-match", "\"2\"").to(&store).await.status, 403);
}

#[actix_web::test]
async fn all_violations_of_a_policy_are_listed() {
    let with = |name: &str, value: Value| {
        let mut document = document();
        document[name] = value;
        document
    };
    for (body, text) in [
        (with("enforced", json!("yes")), "Invalid request: \"enforced\" must be a boolean"),
        (with("gracePeriodDays", json!(91)), "Invalid request: \"gracePeriodDays\" must be from 0 to 90"),
        (with("gracePeriodDays", json!(1.5)), "Invalid request: \"gracePeriodDays\" must be from 0 to 90"),
        (
            with("gracePeriodDays", json!(4_294_967_296_u64)),
            "Invalid request: \"gracePeriodDays\" must be from 0 to 90",
        ),
        (with("allowedMethods", json!([])), "Invalid request: \"allowedMethods\" must name at least one method"),
        (with("allowedMethods", json!("PASSKEY")), "Invalid request: \"allowedMethods\" must be a list"),
        (
            with("allowedMethods", json!(["SMS"])),
            "Invalid request: \"allowedMethods[0]\" must be one of GOOGLE_AUTH, PASSKEY, MAGIC_LINK, IDENTITY_PROVIDER",
        ),
        (
            with("allowedMethods", json!(["IDENTITY_PROVIDER"])),
            "Invalid request: \"allowedMethods\" must name what is offered here: GOOGLE_AUTH, PASSKEY, MAGIC_LINK",
        ),
        (
            with("maximumAgeSeconds", json!(299)),
            "Invalid request: \"maximumAgeSeconds\" must be from 300 (5 minutes) to 2592000 (30 days)",
        ),
        (with("version", json!(1)), "Invalid request: \"version\" is not a known field"),
        (
            json!({ "enforced": true }),
            "Invalid request: \"gracePeriodDays\" is required; \"allowedMethods\" is required; \
             \"maximumAgeSeconds\" is required",
        ),
        (
            json!({ "enforced": 1, "gracePeriodDays": 91, "allowedMethods": [], "maximumAgeSeconds": 0 }),
            "Invalid request: \"allowedMethods\" must name at least one method; \"enforced\" must be a boolean; \
             \"gracePeriodDays\" must be from 0 to 90; \
             \"maximumAgeSeconds\" must be from 300 (5 minutes) to 2592000 (30 days)",
        ),
    ] {
        let store = organizations();
        let answer = put("owner@acme", &body).header("if-match", "\"1\"").to(&store).await;
        assert_eq!((answer.status, answer.error_text()), (400, text), "{body}");
        assert_eq!(the_organization(&*store, "acme").base_policy().version(), 1);
    }
}

#[actix_web::test]
async fn plan_counts_members_and_fingerprint_guards_the_change() {
    let store = organizations();
    enrol(&*store, "acme", "billing", MfaMethod::Totp).unwrap();
    let at_once = json!({ "enforced": true, "gracePeriodDays": 0, "allowedMethods": ["GOOGLE_AUTH"],
        "maximumAgeSeconds": 3600 });
    let plan = |query: &str| {
        let path = format!("{POLICY}/plan{query}");
        request(Method::POST, &path).bearer("owner@acme").json(&at_once.to_string())
    };
    let planned = plan("").to(&store).await;
    let data = &planned.body["data"];
    assert_eq!(
        data["counts"],
        json!({ "pass": 0, "stepUp": 1, "inGrace": 0, "enrolNow": 5, "exempt": 0, "services": 1 })
    );
    assert_eq!(data["you"]["decision"], "enrol");
    let named = plan("?group=enrolNow&limit=2").to(&store).await;
    assert_eq!(named.body["data"]["members"], json!(["administrator", "both"]));
    let named = plan("?group=enrolNow&limit=9&after=both").to(&store).await;
    assert_eq!(named.body["data"]["members"], json!(["owner", "user", "workspaces"]));
    for (query, text) in [
        ("?group=all", "\"group\" must be one of pass, stepUp, inGrace, enrolNow, exempt, services"),
        ("?limit=0", "\"limit\" must be from 1 to 1000"),
        ("?limit=x", "\"limit\" must be from 1 to 1000"),
        ("?group=pass&group=stepUp", "\"group\" must be given once"),
        ("?after=a%20", "\"after\" must be 1 to 255 printable ASCII characters, without a space at an end"),
    ] {
        let refused = plan(query).to(&store).await;
        assert_eq!((refused.status, refused.header("x-error-code")), (400, "parameter.invalid"), "{query}");
        assert_eq!(refused.error_text(), format!("Invalid request: {text}"), "{query}");
    }
    assert_eq!(the_organization(&*store, "acme").base_policy().version(), 1, "a plan changes nothing");

    // a member loses an authenticator: more members than planned must enrol
    let fingerprint = data["fingerprint"].as_str().unwrap();
    let change = |plan: &str| put(VERIFIED_OWNER, &at_once).header("if-match", "\"1\"").header("if-plan", plan);
    let reset = request(Method::POST, "/mfa/reset").bearer(VERIFIED_OWNER).json(r#"{"resetUserId":"billing"}"#);
    assert_eq!(reset.to(&store).await.status, 200);
    let refused = change(fingerprint).to(&store).await;
    assert_eq!((refused.status, refused.header("x-error-code")), (409, "plan.outdated"));
    assert_eq!(change("nonsense").to(&store).await.header("x-error-code"), "parameter.invalid");
    // fewer are no reason
    enrol(&*store, "acme", "user", MfaMethod::Totp).unwrap();
    verify_owner(&*store);
    assert_eq!(change(fingerprint).to(&store).await.status, 200);
}

#[actix_web::test]
async fn deadlines_and_exemptions_of_members() {
    let store = organizations();
    let path = |subject: &str, what: &str| format!("/mfa/organization/members/{subject}/{what}");
    let put = |path: &str, body: Value| request(Method::PUT, path).bearer("owner@acme").json(&body.to_string());
    let delete = |path: &str| request(Method::DELETE, path).bearer("owner@acme");
    let until = json!({ "until": "2026-02-01T00:00:00Z", "reason": "on leave" });

    let granted = put(&path("user", "exemption"), until.clone()).to(&store).await;
    let exemption = json!({ "subject": "user", "until": "2026-02-01T00:00:00Z", "reason": "on leave",
        "grantedBy": "owner", "grantedAt": "2026-01-01T10:20:30Z" });
    assert_eq!(granted.parts(), (200, &json!({ "success": true, "data": exemption })));
    let listed = get(&store, "administrator@acme", "/mfa/organization/exemptions").await;
    assert_eq!(listed.body["data"], json!({ "exemptions": [exemption] }));
    assert_eq!(delete(&path("user", "exemption")).to(&store).await.status, 200);
    assert_eq!(delete(&path("user", "exemption")).to(&store).await.status, 404);

    let deadline = json!({ "deadline": "2026-03-01T00:00:00Z", "reason": "abroad" });
    let set = put(&path("user", "deadline"), deadline.clone()).to(&store).await;
    assert_eq!(set.body["data"], json!({ "deadline": "2026-03-01T00:00:00Z" }));
    assert_eq!(delete(&path("user", "deadline")).to(&store).await.status, 200);

    for (subject, status, code) in [
        ("owner", 409, "rule.broken"),
        ("robot", 409, "rule.broken"),
        ("gone", 404, "resource.not_found"),
        ("foreign", 404, "resource.not_found"),
        ("a%20b", 404, "resource.not_found"),
    ] {
        for (what, body) in [("exemption", &until), ("deadline", &deadline)] {
            let refused = put(&path(subject, what), body.clone()).to(&store).await;
            assert_eq!((refused.status, refused.header("x-error-code")), (status, code), "{what} of {subject}");
        }
    }
    for (body, text) in [
        (
            json!({ "until": "2026-02-01", "reason": "x" }),
            "\"until\" must be a moment as in RFC 3339, such as 2026-01-15T00:00:00Z",
        ),
        (json!({ "until": "2026-05-01T00:00:00Z", "reason": "x" }), "\"until\" must be at most 90 days ahead"),
        (json!({ "until": "2026-01-01T10:20:30Z", "reason": "x" }), "\"until\" must be ahead"),
        (
            json!({ "until": "2026-02-01T00:00:00Z", "for": "ever" }),
            "\"for\" is not a known field; \"reason\" is required",
        ),
        (
            json!({ "until": "2026-02-01T00:00:00Z", "reason": " " }),
            "\"reason\" must be 1 to 500 characters without control characters, and not blank",
        ),
    ] {
        let refused = put(&path("user", "exemption"), body).to(&store).await;
        assert_eq!((refused.status, refused.error_text()), (400, &*format!("Invalid request: {text}")));
    }
}

#[actix_web::test]
async fn legacy_organization_routes_enforce_mfa() {
    let store = organizations();
    let empty = json!({ "id": "acme", "name": "acme", "domain": null, "address1": null, "address2": null, "city": null,
        "zipcode": null, "phone": null, "state": null, "country": null, "deletedAt": null, "reposDisabled": null,
        "website": null, "is_business": null, "mfaEnforced": false });
    let mut enforced = empty.clone();
    enforced["mfaEnforced"] = json!(true);
    assert_eq!(
        get(&store, "user@acme", "/organization/acme").await.parts(),
        (200, &json!({ "success": true, "data": empty }))
    );
    let put = |token: &str, id: &str, body: &str| {
        request(Method::PUT, &format!("/organization/{id}")).bearer(token).json(body)
    };
    let updated = put("owner@acme", "acme", r#"{"name":"Umbrella","mfaEnforced":true}"#).to(&store).await;
    let message = "Organization updated successfully";
    assert_eq!(updated.parts(), (200, &json!({ "success": true, "data": enforced, "message": message })));
    assert_eq!(the_audit_log_of(&*store, "acme"), ["policy.enforce changed"]);

    let refusal = |message: &str| json!({ "success": false, "data": null, "message": message });
    for (answer, status, message) in [
        (
            get(&store, "user@acme", "/organization/other").await,
            403,
            "Access denied: you can only view your own organization",
        ),
        (
            get(&store, "both@acme", "/organization/other").await,
            403,
            "Access denied: you can only view your own organization",
        ),
        (
            get(&store, "user@acme", "/organization/nowhere").await,
            403,
            "Access denied: you can only view your own organization",
        ),
        (get(&store, "owner@nowhere", "/organization/nowhere").await, 404, "Organization not found"),
        (put("owner@acme", "acme", r#"{"name":"Umbrella"}"#).to(&store).await, 400, "No valid fields to update"),
        (put("owner@acme", "acme", r#"{"mfaEnforced":"yes"}"#).to(&store).await, 400, "No valid fields to update"),
        (
            put("user@acme", "acme", r#"{"mfaEnforced":false}"#).to(&store).await,
            403,
            "Insufficient permissions: only OWNER and ADMINISTRATOR roles can modify organization",
        ),
        // the body comes before the target
        (put("owner@acme", "other", r#"{"name":"Umbrella"}"#).to(&store).await, 400, "No valid fields to update"),
        (
            put("owner@acme", "other", r#"{"mfaEnforced":true}"#).to(&store).await,
            403,
            "Insufficient permissions: only OWNER and ADMINISTRATOR roles can modify organization",
        ),
    ] {
        assert_eq!(answer.parts(), (status, &refusal(message)));
    }
    assert!(!the_organization(&*store, "other").base_policy().enforced());
}
