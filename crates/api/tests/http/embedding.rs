//! One route in another application.

use actix_web::{App, HttpResponse, test, web};
use portcullis_api::{configure, routes};
use serde_json::{Value, json};

use crate::fixtures::{organizations, services};

#[actix_web::test]
async fn single_routes_can_be_mounted() {
    let app = App::new()
        .route("/theirs", web::get().to(|| async { HttpResponse::Ok().body("theirs") }))
        .service(web::scope("/api").configure(configure(services(organizations()), &[routes::ENFORCE])))
        .configure(configure(services(organizations()), &[routes::ENFORCE]));
    let app = test::init_service(app).await;

    for path in ["/mfa/organization/enforce", "/api/mfa/organization/enforce"] {
        let call = test::TestRequest::post()
            .uri(path)
            .insert_header(("authorization", "Bearer owner@acme"))
            .set_json(json!({ "enforced": true }));
        let body: Value = test::call_and_read_body_json(&app, call.to_request()).await;
        assert_eq!(body, json!({ "success": true, "message": "MFA enforcement enabled for organization" }), "{path}");
    }

    let status = async |path: &str| {
        test::call_service(&app, test::TestRequest::get().uri(path).to_request()).await.status().as_u16()
    };
    assert_eq!(status("/theirs").await, 200);
    // other routes are not mounted, and the application's own 404 is unchanged
    assert_eq!(status("/readyz").await, 404);
    assert_eq!(status("/mfa/organization/enforce").await, 405);
}
