//! The middleware that requires MFA for another service's routes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::web::{self, ReqData};
use actix_web::{App, test};
use portcullis_api::{Allowed, GateProfiles, RequireMfa, Rules, Services};
use portcullis_domain::testing::FixedClock;

use crate::fixtures::{enforce, organizations, services_by};

/// The status, the body, and how often the handler was called.
async fn called(services: &Services, profile: &str, token: &str) -> (u16, String, u32) {
    let reached = Arc::new(AtomicU32::new(0));
    let counted = reached.clone();
    let handler = move |caller: ReqData<Allowed>| {
        counted.fetch_add(1, Ordering::SeqCst);
        let (subject, organization) = (caller.subject().cloned(), caller.organization().cloned());
        async move { format!("{subject:?} {organization:?}") }
    };
    let require_mfa = RequireMfa::new(services).with_profile(profile);
    let route = web::resource("/invoices").route(web::post().to(handler)).wrap(require_mfa);
    let app = test::init_service(App::new().service(route)).await;
    let request =
        test::TestRequest::post().uri("/invoices").insert_header(("authorization", format!("Bearer {token}")));
    let response = test::call_service(&app, request.to_request()).await;
    let (status, code) = (response.status().as_u16(), response.headers().get("x-portcullis-code").cloned());
    let body = String::from_utf8(test::read_body(response).await.to_vec()).unwrap();
    let said = code.map_or(body, |code| code.to_str().unwrap().to_owned());
    (status, said, reached.load(Ordering::SeqCst))
}

#[actix_web::test]
async fn denied_requests_never_reach_the_handler() {
    let store = organizations();
    let profiles = GateProfiles::parse("admin: phishing_resistant; try: report").unwrap();
    let rules = Rules { profiles, ..Rules::default() };
    let services = services_by(store.clone(), Arc::new(FixedClock::at("2026-01-01T10:20:30Z")), rules);
    let passed = "Some(SubjectId(\"user\")) Some(OrganizationId(\"acme\"))";
    assert_eq!(called(&services, "default", "user@acme").await, (200, passed.into(), 1));
    assert_eq!(called(&services, "admin", "user@acme").await, (403, "enrolment.required".into(), 0));
    assert_eq!(enforce("owner@acme", r#"{"enforced":true}"#).to(&store).await.status, 200);
    for (profile, token, expected) in [
        ("default", "user@acme", (403, "enrolment.required", 0)),
        ("default", "bad", (401, "token.invalid", 0)),
        ("default", "stranger@acme", (403, "organization.not_associated", 0)),
        ("nowhere", "robot@acme", (403, "gate.unknown_profile", 0)),
        ("try", "bad", (200, "None None", 1)),
    ] {
        let (status, said, reached) = called(&services, profile, token).await;
        assert_eq!((status, &*said, reached), expected, "{profile} {token}");
    }
    store.fail_at_call(1);
    assert_eq!(called(&services, "default", "robot@acme").await, (503, "service.unavailable".into(), 0));
}
