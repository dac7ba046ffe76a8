//! Faults of the store: each is answered in JSON, changes nothing, and ends only its own request.

use std::sync::Arc;

use portcullis_domain::testing::{the_audit_log_of, the_organization};
use portcullis_domain::{CallerContext, CallerKey, ChangePublisher, Result, Store, Transaction};
use serde_json::json;

use crate::fixtures::{enforce, organizations, request, services};

#[actix_web::test]
async fn store_failure_at_any_call_is_500_with_documented_text() {
    let expected = json!({ "success": false, "error": "Failed to update organization MFA enforcement" });
    for nth in 1.. {
        let store = organizations();
        store.fail_at_call(nth);
        let answer = enforce("owner@acme", r#"{"enforced":true}"#).to(&store).await;
        if store.never_failed() {
            assert_eq!(answer.status, 200);
            assert!(nth > 5, "{nth}");
            return;
        }
        assert_eq!(answer.parts(), (500, &expected), "call {nth}");
        assert_eq!(answer.header("x-error-code"), "service.failed");
        assert!(!the_organization(&*store, "acme").base_policy().enforced(), "call {nth}");
        assert!(the_audit_log_of(&*store, "acme").is_empty(), "call {nth}");
    }
}

#[actix_web::test]
async fn rejection_that_cannot_be_audited_is_500() {
    // calls 1 and 2 are begin and the membership; later failures are those of recording
    for nth in 3.. {
        let store = organizations();
        store.fail_at_call(nth);
        let answer = enforce("user@acme", r#"{"enforced":true}"#).to(&store).await;
        if store.never_failed() {
            assert_eq!(answer.status, 403);
            assert!(nth > 4, "{nth}");
            return;
        }
        assert_eq!(answer.status, 500, "call {nth}");
    }
}

#[derive(Default)]
struct Panicking(ChangePublisher);

impl Store for Panicking {
    fn begin_write(&self) -> Result<Box<dyn Transaction + '_>> {
        panic!("a defect")
    }

    fn begin_read(&self) -> Result<Box<dyn Transaction + '_>> {
        panic!("a defect")
    }

    fn caller_context(&self, _: &CallerKey) -> Result<CallerContext> {
        panic!("a defect")
    }

    fn publisher(&self) -> &ChangePublisher {
        &self.0
    }

    fn ready(&self) -> Result<()> {
        panic!("a defect")
    }
}

#[actix_web::test]
async fn panic_is_500_and_the_next_request_is_served() {
    let services = services(Arc::new(Panicking::default()));
    for _ in 0..2 {
        let answer = enforce("owner@acme", r#"{"enforced":true}"#).sent_to(services.clone()).await;
        let expected = json!({ "success": false, "error": "Failed to update organization MFA enforcement" });
        assert_eq!(answer.parts(), (500, &expected));
    }
    let answer = request(actix_web::http::Method::GET, "/readyz").sent_to(services.clone()).await;
    assert_eq!(answer.parts(), (500, &json!({ "success": false, "error": "Internal error" })));
    let answer = request(actix_web::http::Method::GET, "/livez").sent_to(services).await;
    assert_eq!(answer.status, 200);
}
