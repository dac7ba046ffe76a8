//! Clients: the product's back end that provisions, and clients that ask for decisions about others.

use std::sync::Arc;

use actix_web::http::Method;
use portcullis_api::{GateProfiles, Rules, Services};
use portcullis_domain::testing::{FixedClock, MemoryStore, enrol, the_audit_log_of, the_organization};
use portcullis_domain::{ClientGrants, ClientRight, Method as MfaMethod};
use serde_json::json;

use crate::fixtures::{Answer, Request, a_decider, a_grant, enforce, organizations, request, services_by};

fn put(path: &str, body: &str) -> Request {
    request(Method::PUT, path).bearer("client").json(body)
}

fn delete(path: &str) -> Request {
    request(Method::DELETE, path).bearer("client")
}

async fn sent(store: &Arc<MemoryStore>, request: Request) -> (u16, String) {
    let answer = request.to(store).await;
    let said = answer.body["message"].as_str().or(answer.body["error"].as_str()).unwrap_or_default();
    (answer.status, said.to_owned())
}

#[actix_web::test]
async fn provisioning_organizations_is_idempotent() {
    let store = organizations();
    for (request, status, said) in [
        (put("/organizations/new", r#"{"name":"New"}"#), 200, "Organization added"),
        (put("/organizations/new", r#"{"name":"New"}"#), 200, "Organization unchanged"),
        (put("/organizations/new", r#"{"name":"Newer"}"#), 200, "Organization renamed"),
        (put("/organizations/a%2Fb", r#"{"name":"Slashed"}"#), 200, "Organization added"),
        (delete("/organizations/new"), 200, "Organization removed"),
        (delete("/organizations/new"), 200, "Organization removed"),
        (delete("/organizations/never"), 200, "Organization removed"),
        (put("/organizations/new", r#"{"name":"New"}"#), 200, "Organization added"),
        (
            put("/organizations/new", r#"{"name":""}"#),
            400,
            "Invalid request: \"name\" must be 1 to 200 characters without control characters or outer spaces",
        ),
        (put("/organizations/new", "{}"), 400, "Invalid request: \"name\" is required"),
        (put("/organizations/new", r#"{"name":"New","id":"x"}"#), 400, "Invalid request: \"id\" is not a known field"),
        (
            put("/organizations/a%20b", r#"{"name":"New"}"#),
            400,
            "Invalid request: \"organization\" must be 1 to 128 visible ASCII characters",
        ),
    ] {
        assert_eq!(sent(&store, request).await, (status, said.to_owned()));
    }
    assert_eq!(the_organization(&*store, "a/b").name.as_str(), "Slashed");
}

#[actix_web::test]
async fn provisioning_members_is_idempotent_and_takes_effect_at_once() {
    let store = organizations();
    let bob = "/organizations/acme/members/bob";
    let read = |token: &'static str| request(Method::GET, "/mfa/organization/policy").bearer(token);
    assert_eq!(read("bob@acme").to(&store).await.status, 400);
    for (request, status, said) in [
        (put(bob, r#"{"email":"bob@example.com","role":1}"#), 200, "Member added"),
        (put(bob, r#"{"role":1}"#), 200, "Member up to date"),
        (put(bob, r#"{"role":2,"kind":"person","email":null}"#), 200, "Member up to date"),
        (put("/organizations/acme/members/google%7C1", "{}"), 200, "Member added"),
        (put("/organizations/nowhere/members/bob", "{}"), 404, "Organization not found"),
        (put(bob, r#"{"role":"OWNER"}"#), 400, "Invalid request: \"role\" must be 0, 1, 2, 254 or 255"),
        (
            put(bob, r#"{"role":3,"kind":"robot"}"#),
            400,
            "Invalid request: \"kind\" must be one of person, service; \"role\" must be 0, 1, 2, 254 or 255",
        ),
        (
            put(bob, r#"{"email":"a..b@example.com"}"#),
            400,
            "Invalid request: \"email\" must have no dot at the beginning or the end of its local part, and no two in a row",
        ),
        (
            put(bob, r#"{"email":"a b@example.com"}"#),
            400,
            "Invalid request: \"email\" must be one plain address of at most 254 characters",
        ),
        (put(bob, r#"{"email":7}"#), 400, "Invalid request: \"email\" must be a string"),
        (put(bob, r#"{"roles":1}"#), 400, "Invalid request: \"roles\" is not a known field"),
        (
            put("/organizations/acme/members/robot", r#"{"role":255}"#),
            409,
            "a service is never an administrator or an owner",
        ),
        (put("/organizations/other/members/foreign", r#"{"role":0}"#), 200, "Member up to date"),
        (
            put("/organizations/other/members/both", r#"{"role":0}"#),
            409,
            "the last owner of an organization stays its owner: make another member OWNER first",
        ),
        (
            delete("/organizations/other/members/both"),
            409,
            "the last owner of an organization stays its owner: make another member OWNER first",
        ),
    ] {
        assert_eq!(sent(&store, request).await, (status, said.to_owned()));
    }
    assert_eq!(read("bob@acme").to(&store).await.status, 200);
    for path in [bob, bob, "/organizations/acme/members/a%20b"] {
        assert_eq!(sent(&store, delete(path)).await, (200, "Member removed".to_owned()), "{path}");
    }
    assert_eq!(sent(&store, delete("/organizations/nowhere/members/bob")).await.0, 404);
    assert_eq!(read("bob@acme").to(&store).await.status, 400);
}

#[actix_web::test]
async fn clients_erase_members_who_then_are_none() {
    let store = organizations();
    let user = "/organizations/acme/members/user";
    enrol(&*store, "acme", "user", MfaMethod::Totp).unwrap();
    let status = || request(Method::GET, "/mfa/organization/policy").bearer("user@acme");
    assert_eq!(status().to(&store).await.status, 200);
    for (path, status, said) in [
        (format!("{user}?erase=yes"), 400, "Invalid request: \"erase\" must be one of false, true"),
        (format!("{user}?erase=true&erase=true"), 400, "Invalid request: \"erase\" must be given once"),
        ("/organizations/nowhere/members/user?erase=true".to_owned(), 404, "Organization not found"),
        (format!("{user}?erase=true"), 200, "Member erased"),
        (format!("{user}?erase=true"), 200, "Member erased"),
        (format!("{user}?erase=false"), 200, "Member removed"),
        ("/organizations/acme/members/never?erase=true".to_owned(), 200, "Member erased"),
        ("/organizations/acme/members/a%20b?erase=true".to_owned(), 200, "Member erased"),
        ("/organizations/acme/members/gone?erase=true".to_owned(), 200, "Member erased"),
    ] {
        assert_eq!(sent(&store, delete(&path)).await, (status, said.to_owned()), "{path}");
    }
    assert_eq!(status().to(&store).await.status, 400);
    let log = the_audit_log_of(&*store, "acme");
    assert_eq!(log.iter().filter(|entry| *entry == "member.erase changed").count(), 2, "{log:?}");
    let rows = store.rows_of("acme");
    assert!(!rows.contains("\"user\"") && !rows.contains("\"gone\""), "{rows}");
}

/// Administrators could hide what they did: no role erases.
#[actix_web::test]
async fn stolen_owner_session_cannot_erase_a_member() {
    for token in ["owner@acme", "decider", "client@other"] {
        let store = organizations();
        let before = store.rows();
        let answer = request(Method::DELETE, "/organizations/acme/members/user?erase=true").bearer(token);
        assert_eq!(answer.to(&store).await.status, 403, "{token}");
        assert_eq!(store.rows(), before, "{token}");
    }
}

#[actix_web::test]
async fn new_administrators_need_an_authenticator_or_a_reason() {
    let store = organizations();
    assert_eq!(enforce("owner@acme", r#"{"enforced":true}"#).to(&store).await.status, 200);
    let user = "/organizations/acme/members/user";
    let refused = put(user, r#"{"role":254}"#).to(&store).await;
    assert_eq!((refused.status, refused.header("x-error-code")), (409, "rule.broken"));
    assert_eq!(put(user, r#"{"role":254,"overrideReason":" "}"#).to(&store).await.status, 400);
    assert_eq!(put(user, r#"{"role":254,"overrideReason":"first day"}"#).to(&store).await.status, 200);
    enrol(&*store, "acme", "billing", MfaMethod::Passkey).unwrap();
    assert_eq!(put("/organizations/acme/members/billing", r#"{"role":255}"#).to(&store).await.status, 200);
    assert!(the_audit_log_of(&*store, "acme").contains(&"member.override changed".to_owned()));
}

#[actix_web::test]
async fn provisioning_requires_the_scope() {
    for (token, status, code) in [
        ("owner@acme", 403, "scope.missing"),
        ("decider", 403, "scope.missing"),
        // a token that names an organization is valid in no other
        ("client@other", 403, "scope.missing"),
        ("bad", 401, "token.invalid"),
        ("", 401, "token.missing"),
    ] {
        for (method, path) in [
            (Method::PUT, "/organizations/acme"),
            (Method::DELETE, "/organizations/acme"),
            (Method::PUT, "/organizations/acme/members/bob"),
            (Method::DELETE, "/organizations/acme/members/user"),
        ] {
            let store = organizations();
            let answer = request(method.clone(), path).bearer(token).json(r#"{"name":7}"#).to(&store).await;
            assert_eq!((answer.status, answer.header("x-error-code")), (status, code), "{token} {method} {path}");
            if status == 403 {
                let challenge =
                    "Bearer realm=\"portcullis\", error=\"insufficient_scope\", scope=\"portcullis.provision\"";
                assert_eq!(answer.header("www-authenticate"), challenge);
            }
            assert!(the_audit_log_of(&*store, "acme").is_empty());
        }
    }
    let own = request(Method::PUT, "/organizations/acme/members/bob").bearer("client@acme").json("{}");
    assert_eq!(own.to(&organizations()).await.status, 200);
}

fn deciding(store: Arc<MemoryStore>) -> Services {
    let profiles = GateProfiles::parse("admin: phishing_resistant").unwrap();
    let rules = Rules { clients: a_decider(), profiles, ..Rules::default() };
    services_by(store, Arc::new(FixedClock::at("2026-01-01T10:20:30Z")), rules)
}

async fn decided(services: &Services, asker: &str, body: &str) -> Answer {
    request(Method::POST, "/mfa/decision").bearer(asker).json(body).sent_to(services.clone()).await
}

#[actix_web::test]
async fn listed_client_gets_decisions_with_reasons() {
    let store = organizations();
    enrol(&*store, "acme", "billing", MfaMethod::Totp).unwrap();
    let services = deciding(store.clone());
    assert_eq!(enforce("owner@acme", r#"{"enforced":true}"#).to(&store).await.status, 200);
    for (token, decision, rule) in [
        ("stranger@acme", "deny", 1),
        ("gone@acme", "deny", 1),
        ("both", "deny", 1),
        ("robot@acme", "allow", 2),
        ("billing@acme", "step_up", 4),
        ("both@other", "allow", 5),
        ("user@acme", "enrol", 6),
        ("bad", "deny", 0),
    ] {
        let answer = decided(&services, "decider", &json!({ "token": token }).to_string()).await;
        let data = &answer.body["data"];
        assert_eq!((answer.status, &data["decision"], &data["rule"]), (200, &json!(decision), &json!(rule)), "{token}");
    }
    let strong = decided(&services, "decider", r#"{"token":"billing@acme","profile":"admin"}"#).await;
    assert_eq!(strong.body["data"]["decision"], "enrol");
    let member = &strong.body["data"]["member"];
    assert_eq!((&member["subject"], &member["authenticators"]), (&json!("billing"), &json!(["GOOGLE_AUTH"])));
    assert_eq!((&member["policyVersion"], &member["binding"]), (&json!(2), &json!(true)));
    for (body, text) in [
        ("{}", "\"token\" is required"),
        (r#"{"token":7}"#, "\"token\" must be a string"),
        (r#"{"token":"x","subject":"y"}"#, "\"subject\" is not a known field"),
        (r#"{"token":"x","profile":"none"}"#, "\"profile\" is not a known profile"),
    ] {
        let answer = decided(&services, "decider", body).await;
        assert_eq!((answer.status, answer.error_text()), (400, &*format!("Invalid request: {text}")), "{body}");
    }
    assert_eq!(decided(&services, "decider", r#"{"token":"early"}"#).await.status, 503);
    store.fail_at_call(1);
    assert_eq!(decided(&services, "decider", r#"{"token":"user@acme"}"#).await.status, 503);
}

#[actix_web::test]
async fn only_listed_clients_get_decisions() {
    let services = deciding(organizations());
    for token in ["other-decider", "client", "owner@acme", "decider@acme"] {
        let answer = decided(&services, token, r#"{"token":"user@acme"}"#).await;
        assert_eq!((answer.status, answer.header("x-error-code")), (403, "scope.missing"), "{token}");
        let challenge = "Bearer realm=\"portcullis\", error=\"insufficient_scope\", scope=\"portcullis.decide\"";
        assert_eq!(answer.header("www-authenticate"), challenge);
    }
}

/// `client` provisions `acme` alone, and `decider` asks about members of `acme` alone.
fn granted_acme(store: &Arc<MemoryStore>) -> Services {
    let clients = ClientGrants::listed(vec![
        a_grant("client", &[ClientRight::Provision], Some("acme")),
        a_grant("decider", &[ClientRight::Decide], Some("acme")),
    ]);
    let rules = Rules { clients, ..Rules::default() };
    services_by(store.clone(), Arc::new(FixedClock::at("2026-01-01T10:20:30Z")), rules)
}

#[actix_web::test]
async fn client_granted_one_organization_cannot_touch_another() {
    let store = organizations();
    let services = granted_acme(&store);
    let send = |token: &'static str, method: &Method, path: String| {
        let body = if path.contains("members") { r#"{"role":0}"# } else { r#"{"name":"Mine"}"# };
        request(method.clone(), &path).bearer(token).json(body).sent_to(services.clone())
    };
    let before = store.rows_of("other");
    for token in ["client", "client@other", "decider"] {
        for organization in ["other", "new", "*", "ACME"] {
            for method in [Method::PUT, Method::DELETE] {
                for path in ["", "/members/foreign"] {
                    let path = format!("/organizations/{organization}{path}");
                    let answer = send(token, &method, path.clone()).await;
                    let got = (answer.status, answer.header("x-error-code").to_owned());
                    assert_eq!(got, (403, "scope.missing".to_owned()), "{token} {method} {path}");
                }
            }
        }
    }
    assert_eq!((store.rows_of("other"), store.rows_of("new")), (before, String::new()));
    for token in ["client", "client@acme"] {
        let own = send(token, &Method::PUT, "/organizations/acme/members/bob".to_owned()).await;
        assert_eq!(own.status, 200, "{token}");
    }
    let unlisted = send("decider", &Method::PUT, "/organizations/acme/members/bob".to_owned()).await;
    assert_eq!(unlisted.status, 403, "the right to ask is none to provision");
}

#[actix_web::test]
async fn client_granted_one_organization_asks_about_no_other() {
    let store = organizations();
    let services = granted_acme(&store);
    let before = store.rows();
    for token in ["foreign@other", "foreign", "user@other", "foreign@nowhere"] {
        let answer = decided(&services, "decider", &json!({ "token": token }).to_string()).await;
        let got = (answer.status, answer.header("x-error-code"));
        assert_eq!(got, (403, "scope.missing"), "{token}: {}", answer.text);
    }
    for token in ["user@acme", "user", "bad"] {
        let answer = decided(&services, "decider", &json!({ "token": token }).to_string()).await;
        assert_eq!(answer.status, 200, "{token}: {}", answer.text);
    }
    assert_eq!(store.rows(), before);
}

#[actix_web::test]
async fn persons_token_with_a_scope_is_no_client() {
    for services in [granted_acme(&organizations()), deciding(organizations())] {
        for token in ["personal-client", "mailed-client"] {
            let put = request(Method::PUT, "/organizations/acme/members/bob").bearer(token).json("{}");
            let answer = put.sent_to(services.clone()).await;
            assert_eq!((answer.status, answer.header("x-error-code")), (403, "scope.missing"), "{token}");
            let answer = decided(&services, token, r#"{"token":"user@acme"}"#).await;
            assert_eq!((answer.status, answer.header("x-error-code")), (403, "scope.missing"), "{token}");
        }
    }
}

#[actix_web::test]
async fn client_cannot_make_a_person_a_service() {
    let store = organizations();
    let user = "/organizations/acme/members/user";
    for path in [user, "/organizations/acme/members/gone"] {
        let answer = put(path, r#"{"kind":"service"}"#).to(&store).await;
        assert_eq!((answer.status, answer.header("x-error-code")), (409, "member.kind_fixed"), "{path}");
    }
    assert_eq!(sent(&store, delete(user)).await.0, 200);
    assert_eq!(put(user, r#"{"kind":"service"}"#).to(&store).await.status, 409, "a former person stays one");
    for (path, body) in [
        ("/organizations/acme/members/new-robot", r#"{"kind":"service"}"#),
        ("/organizations/acme/members/robot", r#"{"kind":"service"}"#),
        ("/organizations/acme/members/robot", r#"{"kind":"person"}"#),
        (user, "{}"),
    ] {
        assert_eq!(put(path, body).to(&store).await.status, 200, "{path} {body}");
    }
    let again = put("/organizations/acme/members/robot", r#"{"kind":"service"}"#).to(&store).await;
    assert_eq!(again.header("x-error-code"), "member.kind_fixed", "a service that became a person");
}
