//! Checks of the whole table of routes. A new route is covered without a change here.

use std::collections::BTreeSet;

use actix_web::http::Method;
use portcullis_api::routes::TABLE;
use portcullis_api::{Access, Failure, Rate, Route};
use portcullis_domain::testing::{the_audit_log_of, the_organization};
use portcullis_domain::{Permission, Role};

use crate::fixtures::{Answer, Request, organizations, request, services, verify};

fn guarded() -> impl Iterator<Item = (&'static Route, Permission)> {
    TABLE.iter().filter_map(|route| match route.access {
        Access::Member(permission) => Some((route, permission)),
        Access::Public | Access::Subject | Access::Gate | Access::Client(_) => None,
    })
}

/// A call of the route with its example body.
fn called(route: &Route) -> Request {
    let path = route
        .path
        .replace("{id}", "0199b1f2-7c2e-7d6a-8f3a-1f2e3d4c5b6a")
        .replace("{subject}", "workspaces")
        .replace("{orgId}", "acme")
        .replace("{org}", "acme")
        .replace("{tail:.*}", "default/some/path");
    let call = request(route.method.clone(), &path).header("if-match", "\"1\"");
    match route.body {
        Some(body) => call.json(body.example),
        None => call,
    }
}

fn assert_json(answer: &Answer, route: &Route) {
    assert_eq!(answer.header("content-type"), "application/json", "{} {}", route.method, route.path);
    assert!(answer.body["success"].is_boolean(), "{} {}: {answer:?}", route.method, route.path);
}

#[actix_web::test]
async fn guarded_routes_are_401_without_a_valid_token() {
    for route in TABLE.iter().filter(|route| route.access != Access::Public) {
        for token in ["", "bad"] {
            let store = organizations();
            let answer = called(route).bearer(token).to(&store).await;
            assert_eq!(answer.status, 401, "{} {}", route.method, route.path);
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
            assert_json(&answer, route);
            assert!(the_audit_log_of(&*store, "acme").is_empty());
        }
    }
}

#[actix_web::test]
async fn foreign_and_former_members_are_not_associated() {
    for (route, _) in guarded() {
        for token in ["foreign@acme", "gone@acme", "stranger", "owner@nowhere"] {
            let store = organizations();
            let before = the_organization(&*store, "acme");
            let answer = called(route).bearer(token).to(&store).await;
            assert!(matches!(answer.status, 400 | 404), "{token} {} {}: {answer:?}", route.method, route.path);
            assert_json(&answer, route);
            assert_eq!(the_organization(&*store, "acme"), before);
            assert!(the_audit_log_of(&*store, "acme").is_empty() && the_audit_log_of(&*store, "other").is_empty());
        }
    }
}

#[actix_web::test]
async fn roles_match_the_table_and_outcomes_are_audited() {
    let subjects = [
        (Role::User, "user"),
        (Role::Billing, "billing"),
        (Role::Workspaces, "workspaces"),
        (Role::Administrators, "administrator"),
        (Role::Owner, "owner"),
    ];
    for (route, permission) in guarded() {
        for (role, subject) in subjects {
            let store = organizations();
            if permission.administers() && role.administers() {
                verify(&*store, subject);
            }
            let answer = called(route).bearer(&format!("{subject}@acme#verified")).to(&store).await;
            assert_json(&answer, route);
            let entries = the_audit_log_of(&*store, "acme");
            if permission.is_held_by(role) {
                // the example may need an authenticator that this member has not set up
                assert!(matches!(answer.status, 200 | 400 | 404), "{role} {} {}: {answer:?}", route.method, route.path);
                if answer.status == 200 {
                    assert_eq!(
                        entries.len(),
                        usize::from(permission.allows_change()),
                        "{role} {}: {entries:?}",
                        route.path
                    );
                }
            } else {
                assert_eq!(answer.status, 403, "{role} {} {}: {answer:?}", route.method, route.path);
                assert_eq!(answer.error_text(), route.texts.forbidden);
                assert_eq!(entries, [format!("{} refused", permission.code())]);
            }
        }
    }
}

#[actix_web::test]
async fn store_failures_have_the_documented_text() {
    for (route, _) in guarded() {
        let store = organizations();
        store.fail_at_call(1);
        let answer = called(route).bearer("owner@acme").to(&store).await;
        assert_json(&answer, route);
        match route.texts.failure {
            Failure::Documented(text) => assert_eq!((answer.status, answer.body["error"].as_str()), (500, Some(text))),
            Failure::DocumentedMessage(text) => {
                assert_eq!((answer.status, answer.body["message"].as_str()), (500, Some(text)));
            }
            Failure::Unavailable => assert_eq!((answer.status, answer.header("retry-after")), (503, "1")),
        }
    }
}

#[actix_web::test]
async fn every_answer_has_an_id_and_is_not_stored() {
    for route in TABLE {
        for token in ["", "owner@acme"] {
            let answer = called(route).bearer(token).to(&organizations()).await;
            // a cached allow of the gate gets no id of its own; here nothing is cached
            assert!(!answer.header("x-request-id").is_empty(), "{}", route.path);
            assert_eq!(answer.header("cache-control"), "no-store", "{}", route.path);
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{}", route.path);
            assert_eq!(answer.status >= 400, !answer.header("x-error-code").is_empty(), "{}", route.path);
        }
    }
}

#[test]
fn guarded_routes_are_documented() {
    let mut seen = BTreeSet::new();
    for route in TABLE {
        assert!(seen.insert((route.method.as_str(), route.path)), "{} {} stands twice", route.method, route.path);
    }
    for (route, permission) in guarded() {
        assert!(route.documentation.is_some(), "{} {}", route.method, route.path);
        let everybody = Role::ALL.into_iter().all(|role| permission.is_held_by(role));
        assert!(everybody || !route.texts.forbidden.is_empty(), "{} {}", route.method, route.path);
    }
}

/// Every change that a member makes for themselves counts for the rate, and nothing else does.
#[test]
fn self_service_changes_name_their_rate() {
    for route in TABLE {
        let is_change = !route.methods().contains(&Method::GET);
        let is_own = match route.access {
            Access::Member(permission) => permission.allows_change() && !permission.administers(),
            Access::Subject => true,
            Access::Public | Access::Gate | Access::Client(_) => false,
        };
        let is_counted = route.rate != Rate::Unlimited;
        assert_eq!(is_counted, is_change && is_own, "{} {}: {:?}", route.method, route.path, route.rate);
    }
}

/// Each of them is rejected beyond the rate; a proof is so after it was found wrong.
#[actix_web::test]
async fn counted_routes_are_429_beyond_the_rate() {
    for route in TABLE.iter().filter(|route| !matches!(route.rate, Rate::Unlimited | Rate::Proofs)) {
        let services = services(organizations());
        for _ in 0..30 {
            let answer = called(route).bearer("user@acme#s1").sent_to(services.clone()).await;
            assert_ne!(answer.status, 429, "{} {}", route.method, route.path);
        }
        let answer = called(route).bearer("user@acme#s1").sent_to(services).await;
        assert_eq!((answer.status, answer.header("x-error-code")), (429, "rate.limited"), "{}", route.path);
        assert_json(&answer, route);
    }
}
