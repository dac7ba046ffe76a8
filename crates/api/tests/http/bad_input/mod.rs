//! Bad input, by table: every route with input that it does not accept. No response is a 5xx, every response is JSON
//! with a code, and only rows that the caller may change are changed.

mod bodies;
mod parameters;
mod values;

use std::sync::Arc;

use actix_web::http::Method;
use portcullis_api::Rules;
use portcullis_api::routes::TABLE;
use portcullis_api::{Access, Route};
use portcullis_domain::testing::{FixedClock, MemoryStore, enrol};
use portcullis_domain::{Method as MfaMethod, Scope};

use crate::fixtures::{Answer, NOW, Request, Served, a_decider, organizations, request, serve, services_by};

/// The service under test: the organizations of the other tests, an authenticator in each, and a listed client.
struct Target {
    store: Arc<MemoryStore>,
    clock: Arc<FixedClock>,
    served: Served,
}

async fn target() -> Target {
    let store = organizations();
    for (organization, subject) in [("acme", "user"), ("other", "foreign")] {
        enrol(&*store, organization, subject, MfaMethod::Totp).unwrap();
    }
    let rules = Rules { clients: a_decider(), ..Rules::default() };
    let clock = Arc::new(FixedClock::at(NOW));
    let services = services_by(store.clone(), clock.clone(), rules);
    Target { store, clock, served: serve(services).await }
}

/// The documented routes.
fn routes() -> impl Iterator<Item = &'static Route> {
    TABLE.iter().filter(|route| route.documentation.is_some())
}

/// The token of a caller who may call a route.
fn permitted(route: &Route) -> &'static str {
    match route.access {
        Access::Public => "",
        Access::Subject | Access::Gate | Access::Member(_) => "owner@acme",
        Access::Client(Scope::Provision) => "client@acme",
        Access::Client(Scope::Decide) => "decider",
    }
}

/// The route's path with this in place of each id.
fn path_of(route: &Route, named: &str) -> String {
    let named = |part: &str| if part.is_empty() { String::new() } else { named.to_owned() };
    let parts = route.path.split(['{', '}']).enumerate();
    parts.map(|(at, part)| if at % 2 == 0 { part.to_owned() } else { named(part) }).collect()
}

/// A path with existing ids: the caller's own organization and one of its members.
fn good_path(route: &Route) -> String {
    let path = route.path.replace("{id}", "0199b1f2-7c2e-7d6a-8f3a-1f2e3d4c5b6a").replace("{subject}", "user");
    path.replace("{orgId}", "acme").replace("{org}", "acme").replace("{tail:.*}", "default")
}

/// A call of the route by a permitted caller, with a precondition.
fn call(route: &Route, path: &str) -> Request {
    request(route.method.clone(), path).bearer(permitted(route)).header("if-match", "\"1\"")
}

/// The answer is an error response or a success, and not a 5xx.
fn assert_well_formed(answer: &Answer, context: &str) {
    assert!(answer.status < 500, "{context}: {answer:?}");
    assert_eq!(answer.header("content-type"), "application/json", "{context}: {answer:?}");
    assert!(!answer.header("x-request-id").is_empty() || answer.status == 200, "{context}: {answer:?}");
    if answer.status == 200 {
        return;
    }
    assert_eq!(answer.body["success"], false, "{context}: {answer:?}");
    assert!(!answer.error_text().is_empty() && !answer.header("x-error-code").is_empty(), "{context}: {answer:?}");
}

/// Whether a method only reads.
fn is_read(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}
