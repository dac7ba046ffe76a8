//! Bad input, by table: every route with everything that is none of what it takes. Nothing of it is a fault of ours,
//! every answer is JSON with a code, and no row is touched that the input had no right to.

mod bodies;
mod parameters;
mod values;

use std::sync::Arc;

use actix_web::http::Method;
use portcullis_api::Rules;
use portcullis_api::routes::TABLE;
use portcullis_api::{Access, Route};
use portcullis_domain::testing::{FixedClock, MemoryStore, enrol};
use portcullis_domain::{Method as MfaMethod, Scope, SubjectId};

use crate::requests::{Answer, Request, Served, request, served, services_by};

/// The organizations of the other tests, an authenticator in each, and machines that may ask.
struct World {
    store: Arc<MemoryStore>,
    served: Served,
}

async fn a_world() -> World {
    let store = crate::requests::a_world();
    for (organization, subject) in [("acme", "user"), ("other", "foreign")] {
        enrol(&*store, organization, subject, MfaMethod::Totp).unwrap();
    }
    let rules = Rules { deciders: [SubjectId::parse("decider").unwrap()].into(), ..Rules::default() };
    let services = services_by(store.clone(), Arc::new(FixedClock::at("2026-01-01T10:20:30Z")), rules);
    World { store, served: served(services).await }
}

/// The routes of the table that are for programs.
fn routes() -> impl Iterator<Item = &'static Route> {
    TABLE.iter().filter(|route| route.documentation.is_some())
}

/// Somebody who may call a route.
fn who_may(route: &Route) -> &'static str {
    match route.access {
        Access::Public => "",
        Access::Subject | Access::Gate | Access::Member(_) => "owner@acme",
        Access::Client(Scope::Provision) => "client@acme",
        Access::Client(Scope::Decide) => "decider",
    }
}

/// The route's path with these in place of what it names.
fn path_of(route: &Route, named: &str) -> String {
    let named = |part: &str| if part.is_empty() { String::new() } else { named.to_owned() };
    let parts = route.path.split(['{', '}']).enumerate();
    parts.map(|(at, part)| if at % 2 == 0 { part.to_owned() } else { named(part) }).collect()
}

/// A path that names what is there: the caller's own organization and one of its members.
fn good_path(route: &Route) -> String {
    let path = route.path.replace("{id}", "0199b1f2-7c2e-7d6a-8f3a-1f2e3d4c5b6a").replace("{subject}", "user");
    path.replace("{orgId}", "acme").replace("{org}", "acme").replace("{tail:.*}", "default")
}

/// A call of the route by somebody who may, with a precondition where there is one.
fn call(route: &Route, path: &str) -> Request {
    request(route.method.clone(), path).bearer(who_may(route)).header("if-match", "\"1\"")
}

/// The answer is one of ours, and no fault.
fn assert_ours(answer: &Answer, told: &str) {
    assert!(answer.status < 500, "{told}: {answer:?}");
    assert_eq!(answer.header("content-type"), "application/json", "{told}: {answer:?}");
    assert!(!answer.header("x-request-id").is_empty() || answer.status == 200, "{told}: {answer:?}");
    if answer.status == 200 {
        return;
    }
    assert_eq!(answer.body["success"], false, "{told}: {answer:?}");
    assert!(!answer.said().is_empty() && !answer.header("x-error-code").is_empty(), "{told}: {answer:?}");
}

/// Whether a method is one that only looks.
fn only_looks(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}
