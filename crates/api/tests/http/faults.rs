//! Faults behind the handlers: each is told as JSON, changes nothing, and ends nothing but its own request.

use std::sync::Arc;

use portcullis_domain::testing::{the_audit_log_of, the_organization};
use portcullis_domain::{ChangePublisher, Result, Store, Transaction};
use serde_json::json;

use crate::requests::{a_world, enforce, request, services};

#[actix_web::test]
async fn a_store_that_fails_at_any_call_is_500_with_the_documented_text() {
    let told = json!({ "success": false, "error": "Failed to update organization MFA enforcement" });
    for nth in 1.. {
        let world = a_world();
        world.fail_at_call(nth);
        let answer = enforce("owner@acme", r#"{"enforced":true}"#).to(&world).await;
        if world.never_failed() {
            assert_eq!(answer.status, 200);
            assert!(nth > 5, "{nth}");
            return;
        }
        assert_eq!(answer.told(), (500, &told), "call {nth}");
        assert_eq!(answer.header("x-error-code"), "service.failed");
        assert!(!the_organization(&*world, "acme").base_policy().enforced(), "call {nth}");
        assert!(the_audit_log_of(&*world, "acme").is_empty(), "call {nth}");
    }
}

#[actix_web::test]
async fn a_refusal_that_cannot_be_recorded_is_not_told_as_one() {
    // calls 1 and 2 are begin and the membership; whatever fails after them is the recording
    for nth in 3.. {
        let world = a_world();
        world.fail_at_call(nth);
        let answer = enforce("user@acme", r#"{"enforced":true}"#).to(&world).await;
        if world.never_failed() {
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

    fn publisher(&self) -> &ChangePublisher {
        &self.0
    }

    fn ready(&self) -> Result<()> {
        panic!("a defect")
    }
}

#[actix_web::test]
async fn a_panic_is_500_in_json_and_the_next_request_is_served() {
    let services = services(Arc::new(Panicking::default()));
    for _ in 0..2 {
        let answer = enforce("owner@acme", r#"{"enforced":true}"#).sent_to(services.clone()).await;
        let told = json!({ "success": false, "error": "Failed to update organization MFA enforcement" });
        assert_eq!(answer.told(), (500, &told));
    }
    let answer = request(actix_web::http::Method::GET, "/readyz").sent_to(services.clone()).await;
    assert_eq!(answer.told(), (500, &json!({ "success": false, "error": "Internal error" })));
    let answer = request(actix_web::http::Method::GET, "/livez").sent_to(services).await;
    assert_eq!(answer.status, 200);
}
