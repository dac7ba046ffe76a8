//! Limits of the URL and the head, at the gate as well.

use actix_web::http::Method;

use crate::fixtures::{organizations, request};

#[actix_web::test]
async fn long_url_and_large_head_are_rejected_and_denied_at_the_gate() {
    let nine_kib = "x".repeat(9 * 1024);
    for (path, url, head) in [("/livez", 414, 431), ("/mfa/organization/enforce", 414, 431), ("/mfa/gate", 403, 403)] {
        let asked = request(Method::GET, &format!("{path}?{nine_kib}")).bearer("owner@acme").to(&organizations()).await;
        assert_eq!((asked.status, asked.header("x-error-code")), (url, "request.url_too_long"), "{path}");
        let asked = ["x-a", "x-b", "x-c", "x-d"]
            .iter()
            .fold(request(Method::GET, path).bearer("owner@acme"), |request, name| request.header(name, &nine_kib));
        let asked = asked.to(&organizations()).await;
        assert_eq!((asked.status, asked.header("x-error-code")), (head, "request.head_too_large"), "{path}");
        assert!(!asked.header("x-request-id").is_empty(), "{path}");
    }
}

#[actix_web::test]
async fn head_of_31_kib_is_served() {
    let asked = request(Method::GET, "/livez").header("x-a", &"x".repeat(31 * 1024)).to(&organizations()).await;
    assert_eq!(asked.status, 200);
}
