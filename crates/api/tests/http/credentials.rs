//! Which headers identify the caller at the gate, and that no two readers can find different callers.

use std::sync::Arc;

use actix_web::http::Method;
use portcullis_api::{GateProfiles, Rules};
use portcullis_domain::testing::FixedClock;

use crate::fixtures::{organizations, request, services_by};

#[actix_web::test]
async fn only_bearer_or_profile_cookie_identifies_the_caller() {
    let profiles = GateProfiles::parse("web: cookie=session").unwrap();
    let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
    let services = services_by(organizations(), clock, Rules { profiles, ..Rules::default() });
    let ask = |path: &str, headers: &[(&str, &str)]| {
        headers.iter().fold(request(Method::GET, path), |request, (name, value)| request.header(name, value))
    };
    for (path, headers, status) in [
        ("/mfa/gate/web", &[("cookie", "session=user@acme")][..], 200),
        ("/mfa/gate/web", &[("cookie", "a=b; session=user@acme; c=d")], 200),
        ("/mfa/gate/web", &[("cookie", "a=b"), ("cookie", "session=user@acme")], 200),
        ("/mfa/gate/web", &[("cookie", "session=bad")], 401),
        ("/mfa/gate/web", &[("cookie", "Session=user@acme")], 401),
        ("/mfa/gate/web", &[("cookie", "session=user@acme; session=owner@acme")], 401),
        // an application that reads the cookie would serve another user than the gate decided about
        ("/mfa/gate/web", &[("authorization", "bearer user@acme"), ("cookie", "session=owner@acme")], 401),
        ("/mfa/gate/web", &[("authorization", "bearer user@acme"), ("cookie", "session=bad")], 401),
        ("/mfa/gate/web", &[("authorization", "Bearer bad"), ("cookie", "session=user@acme")], 401),
        ("/mfa/gate/web", &[("authorization", "bearer user@acme"), ("cookie", "session=user@acme")], 401),
        ("/mfa/gate/web", &[("authorization", "bearer user@acme"), ("cookie", "other=x")], 200),
        ("/mfa/gate/web", &[("authorization", "bearer user@acme"), ("cookie", "Session=owner@acme")], 401),
        ("/mfa/gate/web", &[("authorization", "bearer user@acme")], 200),
        ("/mfa/gate", &[("authorization", "bearer user@acme"), ("cookie", "session=bad")], 200),
        // spellings that another reader may accept as a token
        ("/mfa/gate/web", &[("authorization", "Bearer\towner@acme"), ("cookie", "session=user@acme")], 401),
        ("/mfa/gate/web", &[("authorization", "Bearer"), ("cookie", "session=user@acme")], 401),
        ("/mfa/gate/web", &[("authorization", "Basic dXNlcg=="), ("cookie", "session=user@acme")], 401),
        ("/mfa/gate/web", &[("cookie", "session =owner@acme; session=user@acme")], 401),
        ("/mfa/gate/web", &[("cookie", "session=owner@acme; x=é"), ("cookie", "session=user@acme")], 401),
        ("/mfa/gate/web", &[("cookie", "x=é; session=user@acme")], 200),
        ("/mfa/gate/web", &[("cookie", "session=\"owner@acme\"; session=user@acme")], 401),
        ("/mfa/gate/web", &[("cookie", "%73ession=owner@acme; session=user@acme")], 401),
        ("/mfa/gate/web", &[("authorization", "Bearer user@acme"), ("authorization", "Bearer owner@acme")], 401),
        ("/mfa/gate", &[("cookie", "session=user@acme")], 401),
        ("/mfa/gate", &[("x-forwarded-user", "user@acme"), ("authorization", "Basic dXNlcg==")], 401),
    ] {
        assert_eq!(ask(path, headers).sent_to(services.clone()).await.status, status, "{path} {headers:?}");
    }
}
