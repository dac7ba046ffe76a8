//! Walks the table of routes and finds what somebody forgot. A new route is covered without a word here.

use std::collections::BTreeSet;

use portcullis_api::routes::TABLE;
use portcullis_api::{Access, Failure, Route};
use portcullis_domain::testing::{the_audit_log_of, the_organization};
use portcullis_domain::{Permission, Role};

use crate::requests::{Answer, Request, a_world, request};

fn guarded() -> impl Iterator<Item = (&'static Route, Permission)> {
    TABLE.iter().filter_map(|route| match route.access {
        Access::Member(permission) => Some((route, permission)),
        Access::Public | Access::Subject | Access::Gate | Access::Client(_) => None,
    })
}

/// The route, called as its own example does.
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
async fn without_a_good_token_every_guarded_route_is_401_and_nothing_happens() {
    for route in TABLE.iter().filter(|route| route.access != Access::Public) {
        for token in ["", "bad"] {
            let world = a_world();
            let answer = called(route).bearer(token).to(&world).await;
            assert_eq!(answer.status, 401, "{} {}", route.method, route.path);
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
            assert_json(&answer, route);
            assert!(the_audit_log_of(&*world, "acme").is_empty());
        }
    }
}

#[actix_web::test]
async fn a_foreign_tenant_and_a_former_member_are_nobody() {
    for (route, _) in guarded() {
        for token in ["foreign@acme", "gone@acme", "stranger", "owner@nowhere"] {
            let world = a_world();
            let before = the_organization(&*world, "acme");
            let answer = called(route).bearer(token).to(&world).await;
            assert!(matches!(answer.status, 400 | 404), "{token} {} {}: {answer:?}", route.method, route.path);
            assert_json(&answer, route);
            assert_eq!(the_organization(&*world, "acme"), before);
            assert!(the_audit_log_of(&*world, "acme").is_empty() && the_audit_log_of(&*world, "other").is_empty());
        }
    }
}

#[actix_web::test]
async fn each_role_may_what_the_table_says_and_every_change_and_refusal_is_recorded() {
    let subjects = [
        (Role::User, "user@acme"),
        (Role::Billing, "billing@acme"),
        (Role::Workspaces, "workspaces@acme"),
        (Role::Administrators, "administrator@acme"),
        (Role::Owner, "owner@acme"),
    ];
    for (route, permission) in guarded() {
        for (role, token) in subjects {
            let world = a_world();
            let answer = called(route).bearer(token).to(&world).await;
            assert_json(&answer, route);
            let trail = the_audit_log_of(&*world, "acme");
            if permission.is_held_by(role) {
                // an example may need what this member has not set up: then it is told so, and not for want of a role
                assert!(matches!(answer.status, 200 | 400 | 404), "{role} {} {}: {answer:?}", route.method, route.path);
                if answer.status == 200 {
                    assert_eq!(
                        trail.len(),
                        usize::from(permission.allows_change()),
                        "{role} {}: {trail:?}",
                        route.path
                    );
                }
            } else {
                assert_eq!(answer.status, 403, "{role} {} {}: {answer:?}", route.method, route.path);
                assert_eq!(answer.said(), route.texts.forbidden);
                assert_eq!(trail, [format!("{} refused", permission.code())]);
            }
        }
    }
}

#[actix_web::test]
async fn a_failing_store_is_called_what_the_table_says() {
    for (route, _) in guarded() {
        let world = a_world();
        world.fail_at_call(1);
        let answer = called(route).bearer("owner@acme").to(&world).await;
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
async fn every_answer_is_named_and_not_kept() {
    for route in TABLE {
        for token in ["", "owner@acme"] {
            let answer = called(route).bearer(token).to(&a_world()).await;
            // what the gate remembers and lets pass is named by who asked, or not at all; here it remembers nothing
            assert!(!answer.header("x-request-id").is_empty(), "{}", route.path);
            assert_eq!(answer.header("cache-control"), "no-store", "{}", route.path);
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{}", route.path);
            assert_eq!(answer.status >= 400, !answer.header("x-error-code").is_empty(), "{}", route.path);
        }
    }
}

#[test]
fn a_guarded_route_says_what_the_document_needs() {
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
