//! The members and the audit log, for administrators.

use actix_web::http::Method;
use portcullis_domain::testing::{an_operator_of, enrol};
use portcullis_domain::{Event, Method as MfaMethod, OrganizationId, Store, SubjectId, record};
use serde_json::{Value, json};

use crate::fixtures::{Answer, VERIFIED_OWNER, enforce, organizations, request, verify_owner};

fn get(path: &str) -> crate::fixtures::Request {
    request(Method::GET, path).bearer(VERIFIED_OWNER)
}

fn subjects(answer: &Answer) -> Vec<&str> {
    let members = answer.body["data"]["members"].as_array().unwrap();
    members.iter().map(|member| member["subject"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn members_are_filtered_and_paged() {
    let store = organizations();
    enrol(&*store, "acme", "billing", MfaMethod::Totp).unwrap();
    verify_owner(&*store);
    assert_eq!(enforce("owner@acme", r#"{"enforced":true}"#).to(&store).await.status, 200);
    for (query, expected) in [
        ("", vec!["administrator", "billing", "both", "owner", "robot", "user", "workspaces"]),
        ("?state=overdue", vec!["administrator", "both", "user", "workspaces"]),
        ("?state=enrolled", vec!["billing"]),
        ("?state=service", vec!["robot"]),
        ("?state=verified", vec!["owner"]),
        ("?state=exempt", vec![]),
        ("?q=OWN", vec!["owner"]),
        ("?q=both@example", vec!["both"]),
        ("?state=overdue&q=OR", vec!["administrator", "workspaces"]),
        ("?limit=2", vec!["administrator", "billing"]),
        ("?limit=9&after=robot", vec!["user", "workspaces"]),
    ] {
        let answer = get(&format!("/mfa/organization/members{query}")).to(&store).await;
        assert_eq!(subjects(&answer), expected, "{query}");
    }
    let page = get("/mfa/organization/members?limit=2").to(&store).await;
    assert_eq!(page.body["data"]["next"], "billing");
    assert_eq!(
        page.body["data"]["members"][1],
        json!({ "subject": "billing", "email": "billing@example.com", "role": 1, "roleName": "BILLING",
            "kind": "person", "state": "enrolled", "methods": ["GOOGLE_AUTH"], "deadline": "2026-01-01T10:20:30Z" })
    );
    let counts = get("/mfa/organization/members/counts").to(&store).await;
    assert_eq!(
        counts.body["data"],
        json!({ "verified": 1, "enrolled": 1, "in_grace": 0, "overdue": 4, "exempt": 0, "not_required": 0, "service": 1 })
    );
    let refused = get("/mfa/organization/members?state=gone").to(&store).await;
    assert_eq!((refused.status, refused.header("x-error-code")), (400, "parameter.invalid"));
}

#[actix_web::test]
async fn members_as_csv() {
    let store = organizations();
    let answer = get("/mfa/organization/members?limit=1").header("accept", "text/csv").to(&store).await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(answer.header("x-next-after"), "administrator");
    assert_eq!(
        answer.text,
        "subject,email,role,kind,state,methods,verified_at,deadline,exempt_until\r\n\
         administrator,administrator@example.com,ADMINISTRATORS,person,not_required,,,,\r\n"
    );
}

#[actix_web::test]
async fn audit_log_tells_clients_from_subjects() {
    let store = organizations();
    verify_owner(&*store);
    enforce("owner@acme", r#"{"enforced":true}"#).to(&store).await;
    let put = request(Method::PUT, "/organizations/acme/members/bob").bearer("client").json(r#"{"kind":"service"}"#);
    assert_eq!(put.to(&store).await.status, 200);
    let log = get("/mfa/organization/audit").to(&store).await;
    let actors: Vec<_> = log.body["data"]["entries"].as_array().unwrap().iter().map(|entry| &entry["actor"]).collect();
    assert_eq!((&actors[0]["kind"], &actors[1]["kind"]), (&json!("client"), &json!("subject")));
    assert!(actors[0]["issuer"].is_string() && actors[0]["name"].is_string(), "{:?}", actors[0]);
}

#[actix_web::test]
async fn audit_log_is_filtered_paged_and_isolated() {
    let store = organizations();
    for (token, body) in [
        ("owner@acme", r#"{"enforced":true}"#),
        ("user@acme", r#"{"enforced":true}"#),
        ("administrator@acme", r#"{"enforced":true}"#),
        ("owner@acme", r#"{"enforced":false}"#),
        ("foreign@other", r#"{"enforced":true}"#),
    ] {
        enforce(token, body).to(&store).await;
    }
    let numbers = |answer: &Answer| -> Vec<u64> {
        let entries = answer.body["data"]["entries"].as_array().unwrap();
        entries.iter().map(|entry| entry["sequence"].as_u64().unwrap()).collect()
    };
    for (query, expected) in [
        ("", vec![4, 3, 2, 1]),
        ("?limit=2", vec![4, 3]),
        ("?limit=2&before=3", vec![2, 1]),
        ("?action=policy.relax", vec![4]),
        ("?actor=owner", vec![4, 1]),
        ("?outcome=refused", vec![2]),
        ("?member=owner", vec![]),
        ("?from=2026-01-01T10:20:30Z", vec![4, 3, 2, 1]),
        ("?until=2026-01-01T10:20:30Z", vec![]),
    ] {
        let answer = get(&format!("/mfa/organization/audit{query}")).to(&store).await;
        assert_eq!(numbers(&answer), expected, "{query}");
    }
    let page = get("/mfa/organization/audit?limit=1&action=policy.enforce&outcome=changed").to(&store).await;
    let entry = &page.body["data"]["entries"][0];
    assert_eq!(entry["actor"]["name"], "owner");
    let change = json!({ "field": "enforced", "before": false, "after": true });
    assert!(entry["changes"].as_array().unwrap().contains(&change), "{entry}");
    assert_eq!(page.body["data"]["next"], Value::Null);
    let all = get("/mfa/organization/audit?before=18446744073709551615").to(&store).await;
    assert_eq!(numbers(&all), [4, 3, 2, 1]);
    for bad in [
        "?outcome=maybe",
        "?from=yesterday",
        "?from=-009999-01-02T00:00:00Z",
        "?before=x",
        "?before=18446744073709551616",
        "?limit=1001",
        "?actor=%00",
        "?action=a%0Ab",
    ] {
        let refused = get(&format!("/mfa/organization/audit{bad}")).to(&store).await;
        assert_eq!((refused.status, refused.header("x-error-code")), (400, "parameter.invalid"), "{bad}");
    }
}

#[actix_web::test]
async fn enrolments_are_counted_by_day() {
    let store = organizations();
    let answer = get("/mfa/organization/enrolments").to(&store).await;
    assert_eq!(answer.parts(), (200, &json!({ "success": true, "data": [] })));
    let confirmed = |moment: &str, subject: &str| {
        let event = Event::AuthenticatorConfirmed(SubjectId::parse(subject).unwrap(), MfaMethod::Totp);
        let store: &dyn Store = &*store;
        store
            .transaction(|tx| {
                let acme = tx.organizations().lock(&OrganizationId::parse("acme")?)?.unwrap();
                record(tx, &an_operator_of("acme"), &acme, moment.parse().unwrap(), &event)
            })
            .unwrap();
    };
    // it is 2026-01-01 10:20:30: two days back begins at the midnight before yesterday
    for (moment, subject) in [
        ("2025-12-30T23:59:59Z", "user"),
        ("2025-12-31T00:00:00Z", "user"),
        ("2025-12-31T23:00:00Z", "billing"),
        ("2026-01-01T00:00:00Z", "owner"),
    ] {
        confirmed(moment, subject);
    }
    let answer = get("/mfa/organization/enrolments?days=2").to(&store).await;
    let days = json!([{ "day": "2025-12-31", "members": 2 }, { "day": "2026-01-01", "members": 1 }]);
    assert_eq!(answer.parts(), (200, &json!({ "success": true, "data": days })));
    assert_eq!(get("/mfa/organization/enrolments?days=0").to(&store).await.status, 400);
    assert_eq!(get("/mfa/organization/enrolments?days=367").to(&store).await.status, 400);
}
