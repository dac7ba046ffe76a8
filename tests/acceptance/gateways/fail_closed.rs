//! Without a decision, requests are refused.

use std::time::{Duration, Instant};

use super::application::Application;
use super::deployment::Deployment;
use super::gateway::{Gateway, Kind};
use super::message::{Message, Request};
use crate::fixtures::{Database, Home, TIMEOUT, eventually};

on_each_gateway! {
    only_a_success_passes_whatever_the_next_answer,
    requests_fail_closed_while_portcullis_hangs,
    only_preflights_pass_while_portcullis_is_down,
    requests_fail_closed_while_the_database_fails,
}

#[cfg(feature = "postgres")]
mod database_down {
    on_each_gateway! { requests_fail_closed_while_the_database_is_down }
    use super::requests_fail_closed_while_the_database_is_down;
}

impl Deployment {
    /// Asserts that every request is answered 503, whatever its token and method.
    fn assert_fails_closed(&self) {
        for token in [&*self.alice.token, &self.full_access_token] {
            for request in [
                Request::get("/").bearer(token),
                Request::get("/admin/").bearer(token),
                Request::get("/").bearer(token).line("Accept: text/html"),
                Request::new("POST", "/").bearer(token).body(b"hello"),
                Request::new("OPTIONS", "/").bearer(token),
            ] {
                assert_unavailable(&self.send(&request));
                self.application.saw_nothing();
            }
        }
    }

    fn passes(&self) -> bool {
        let passed = self.send(&Request::get("/").bearer(&self.alice.token)).status() == 200;
        assert_eq!(self.application.taken().len(), usize::from(passed));
        passed
    }

    fn preflights_pass(&self) {
        let preflight = ["Origin: https://app.example", "Access-Control-Request-Method: DELETE"];
        assert_eq!(self.send(&Request::new("OPTIONS", "/").lines(&preflight)).status(), 200);
        assert_eq!(self.application.one().method(), "OPTIONS");
    }
}

#[track_caller]
fn assert_unavailable(answer: &Message) {
    assert_eq!(answer.status(), 503, "{answer:?}");
    assert_eq!((answer.header("cache-control"), answer.header("retry-after")), ("no-store", "1"), "{answer:?}");
    assert_eq!(answer.header("content-type"), "application/json", "{answer:?}");
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body["success"], false);
    assert_eq!(answer.header("location"), "");
}

fn only_a_success_passes_whatever_the_next_answer(kind: Kind) {
    for (answers, status) in [
        (&["401 Unauthorized\r\nWWW-Authenticate: Bearer", "200 OK"][..], Some(401)),
        (&["403 Forbidden", "200 OK"], Some(403)),
        (&["403 Forbidden", "503 Service Unavailable"], Some(403)),
        (&["503 Service Unavailable", "200 OK"], Some(503)),
        (&["302 Found\r\nLocation: https://elsewhere.example/", "200 OK"], None),
        (&["404 Not Found", "200 OK"], None),
        (&["429 Too Many Requests", "200 OK"], None),
        (&["500 Internal Server Error", "200 OK"], None),
        (&["nonsense"], None),
    ] {
        let (gate, application) = (Application::answering(answers), Application::started());
        let gateway = Gateway::before(kind, gate.port, application.port);
        let answer = Request::new("POST", "/").bearer("a.b.c").body(b"hello").sent_to(gateway.port);
        assert_eq!(answer.status(), status.unwrap_or(answer.status()), "{answers:?}: {answer:?}");
        assert!(answer.status() >= 300, "{answers:?}: {answer:?}");
        application.saw_nothing();
    }
}

#[expect(clippy::disallowed_methods, reason = "the test measures how long a client waits")]
fn requests_fail_closed_while_portcullis_hangs(kind: Kind) {
    let deployment = Deployment::before(kind, &Database::sqlite());
    assert!(deployment.passes());
    deployment.service.signal("STOP");
    // signals are asynchronous: a request may still be answered
    eventually(TIMEOUT, "it has stopped", || !deployment.passes());
    for path in ["/", "/admin/"] {
        let asked = Instant::now();
        assert_unavailable(&deployment.send(&Request::get(path).bearer(&deployment.alice.token)));
        // two seconds by the documented configuration, with time for a busy machine
        assert!(asked.elapsed() < Duration::from_secs(15), "{:?}", asked.elapsed());
        deployment.application.saw_nothing();
    }
    deployment.preflights_pass();
    deployment.service.signal("CONT");
    eventually(TIMEOUT, "it passes again", || deployment.passes());
}

fn only_preflights_pass_while_portcullis_is_down(kind: Kind) {
    let mut deployment = Deployment::before(kind, &Database::sqlite());
    assert!(deployment.passes());
    deployment.service.kill();
    deployment.assert_fails_closed();
    deployment.preflights_pass();
}

fn requests_fail_closed_while_the_database_fails(kind: Kind) {
    let database = Database::sqlite();
    let deployment = Deployment::of(kind, Home::of(&database).with("PORTCULLIS_GATE_STALENESS", "0"));
    assert!(deployment.passes());
    database.raw().execute("ALTER TABLE memberships RENAME TO elsewhere");
    deployment.assert_fails_closed();
    database.raw().execute("ALTER TABLE elsewhere RENAME TO memberships");
    assert!(deployment.passes());
}

#[cfg(feature = "postgres")]
fn requests_fail_closed_while_the_database_is_down(kind: Kind) {
    let database = Database::postgres();
    let proxy = crate::fixtures::Proxy::to(&database.url());
    let deployment = Deployment::of(kind, Home::of(&database).with("DATABASE_URL", &proxy.url));
    assert!(deployment.passes());
    proxy.refuse();
    // cached decisions are valid for a second
    eventually(TIMEOUT, "it passes no longer", || !deployment.passes());
    deployment.assert_fails_closed();
    proxy.restore();
    eventually(TIMEOUT, "it passes again", || deployment.passes());
}
