//! The order of checks: the first one that fails determines the answer, and no later one is made.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};

use actix_web::http::Method;
use portcullis_api::{Places, Rules};
use portcullis_domain::testing::{FixedClock, MemoryStore, enrol, the_audit_log_of, the_organization};
use portcullis_domain::{CallerContext, CallerKey, ChangePublisher, Method as MfaMethod, Result, Store, Transaction};

use crate::fixtures::{
    NOW, Request, VERIFIED_OWNER, enforce, organizations, request, serve, services_by, verify_owner,
};

const POLICY: &str = "/mfa/organization/policy";
const DOCUMENT: &str =
    r#"{"enforced":true,"gracePeriodDays":14,"allowedMethods":["GOOGLE_AUTH"],"maximumAgeSeconds":43200}"#;

fn put(token: &str) -> Request {
    request(Method::PUT, POLICY).bearer(token)
}

#[actix_web::test]
async fn each_check_precedes_the_next() {
    let store = organizations();
    verify_owner(&*store);
    enrol(&*store, "acme", "administrator", MfaMethod::Totp).unwrap();
    let long = "x".repeat(9 * 1024);
    let large = "x".repeat(5000);
    let plain = |request: Request| request.header("content-type", "text/plain");
    for (request, status, code) in [
        (request(Method::PATCH, &format!("{POLICY}?{long}")).body(&large), 414, "request.url_too_long"),
        (request(Method::PATCH, POLICY).body(&large), 405, "method.not_allowed"),
        (plain(put("bad").body(&large)), 401, "token.invalid"),
        (plain(put("stranger").body(&large)), 428, "precondition.missing"),
        (plain(put("stranger").body(&large)).header("if-plan", "x"), 400, "parameter.invalid"),
        (plain(put("stranger").body(&large)).header("if-match", "\"9\""), 413, "body.too_large"),
        (plain(put("stranger").body("x")).header("if-match", "\"9\""), 415, "body.media_type"),
        (put("stranger").json("x").header("if-match", "\"9\""), 400, "body.invalid"),
        (put("stranger").json(DOCUMENT).header("if-match", "\"9\""), 400, "organization.not_associated"),
        (put("user@acme").json(DOCUMENT).header("if-match", "\"9\""), 403, "permission.denied"),
        (put("administrator@acme").json(DOCUMENT).header("if-match", "\"9\""), 401, "authentication.insufficient"),
        (put(VERIFIED_OWNER).json(DOCUMENT).header("if-match", "\"9\""), 412, "resource.stale"),
        (put(VERIFIED_OWNER).json(DOCUMENT).header("if-match", "\"1\""), 200, ""),
    ] {
        let answer = request.to(&store).await;
        assert_eq!((answer.status, answer.header("x-error-code")), (status, code), "{answer:?}");
    }
    assert_eq!(the_audit_log_of(&*store, "acme"), ["policy.change refused", "policy.change changed"]);
}

/// Blocks the first transaction until the test lets it go on.
struct Blocked {
    store: Arc<MemoryStore>,
    begun: Sender<()>,
    release: Mutex<Receiver<()>>,
}

impl Store for Blocked {
    fn begin_write(&self) -> Result<Box<dyn Transaction + '_>> {
        self.begun.send(()).unwrap();
        let _ = self.release.lock().unwrap_or_else(PoisonError::into_inner).recv();
        self.store.begin_write()
    }

    fn begin_read(&self) -> Result<Box<dyn Transaction + '_>> {
        self.store.begin_read()
    }

    fn caller_context(&self, key: &CallerKey) -> Result<CallerContext> {
        self.store.caller_context(key)
    }

    fn publisher(&self) -> &ChangePublisher {
        self.store.publisher()
    }

    fn ready(&self) -> Result<()> {
        self.store.ready()
    }
}

#[actix_web::test]
async fn full_queue_precedes_the_body_and_follows_the_token() {
    let store = organizations();
    let (begun, has_begun) = channel();
    let (release, released) = channel();
    let blocked = Blocked { store: store.clone(), begun, release: Mutex::new(released) };
    let rules = Rules { places: Places { look_ups: 1, requests: 1 }, ..Rules::default() };
    let served = Rc::new(serve(services_by(Arc::new(blocked), Arc::new(FixedClock::at(NOW)), rules)).await);
    let first = served.clone();
    let first = actix_web::rt::spawn(async move { first.answer(enforce("owner@acme", r#"{"enforced":true}"#)).await });
    while has_begun.try_recv().is_err() {
        actix_web::rt::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    let waiting: Vec<_> = (0..256)
        .map(|_| {
            let served = served.clone();
            actix_web::rt::spawn(async move { served.answer(enforce("owner@acme", r#"{"enforced":true}"#)).await })
        })
        .collect();
    while served.answer(enforce("owner@acme", "nonsense")).await.status == 400 {
        actix_web::rt::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    // the queue of one member is full, that of another is not
    for (token, body, status) in
        [("bad", "nonsense", 401), ("owner@acme", "nonsense", 503), ("user@acme", "nonsense", 400)]
    {
        let answer = served.answer(enforce(token, body)).await;
        assert_eq!(answer.status, status, "{token}: {answer:?}");
    }
    drop(release);
    for answer in std::iter::once(first).chain(waiting) {
        assert_eq!(answer.await.unwrap().status, 200);
    }
    assert!(the_organization(&*store, "acme").base_policy().enforced());
    assert_eq!(served.answer(enforce("owner@acme", "nonsense")).await.status, 400);
}
