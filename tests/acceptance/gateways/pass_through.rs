//! CORS preflights pass without the gate; bodies pass unchanged.

use super::application::Application;
use super::deployment::{Deployment, ours};
use super::gateway::{Gateway, Kind};
use super::message::Request;
use crate::fixtures::Database;

on_each_gateway! {
    only_preflights_pass_without_a_token,
    bodies_reach_the_application_and_not_the_gate,
}

const ORIGIN: &str = "Origin: https://app.example";
const METHOD: &str = "Access-Control-Request-Method: DELETE";

fn only_preflights_pass_without_a_token(kind: Kind) {
    let deployment = Deployment::before(kind, &Database::sqlite());
    for (path, more) in [
        ("/a?b", &[][..]),
        ("/admin/a", &[]),
        ("/", &["Access-Control-Request-Headers: authorization", "Accept: */*"]),
        ("/", &["X-Portcullis-Subject: owner", "X_Portcullis_Subject: owner", "X-Portcullis_Amr: mfa"]),
        ("/", &["X-HTTP-Method-Override: DELETE", "X-HTTP-Method: DELETE", "X-Method-Override: DELETE"]),
        ("/", &["X-HTTP-Method-Override:", "X-HTTP-Method-Override: DELETE", "X_HTTP_Method_Override: DELETE"]),
        ("/", &["Authorization: Bearer e30.e30.e30"]),
    ] {
        let answer = deployment.send(&Request::new("OPTIONS", path).lines(&[ORIGIN, METHOD]).lines(more));
        assert_eq!((answer.status(), &*answer.body), (200, &b"welcome"[..]), "{path} {more:?}");
        let seen = deployment.application.one();
        assert_eq!(seen.start, format!("OPTIONS {path} HTTP/1.1"));
        assert_eq!((seen.header("origin"), seen.header("access-control-request-method")), (&ORIGIN[8..], "DELETE"));
        assert_eq!(ours(&seen), [], "the gate was asked");
        let overrides = |(name, _): &(String, String)| {
            let name = name.to_ascii_lowercase().replace('_', "-");
            name.starts_with("x-http-method") || name.starts_with("x-method")
        };
        assert!(!seen.headers.iter().any(overrides), "{seen:?}");
    }
    for (method, lines) in [
        ("OPTIONS", &[][..]),
        ("OPTIONS", &[ORIGIN]),
        ("OPTIONS", &[METHOD]),
        ("OPTIONS", &[ORIGIN, "Access-Control-Request-Method:"]),
        ("OPTIONS", &["Origin:", METHOD]),
        ("OPTIONS", &["Origin: a|b"]),
        ("OPTIONS", &["Access-Control-Request-Method: a|b"]),
        ("OPTIONS", &["Origin: a:b:c"]),
        ("OPTIONS", &[ORIGIN, "Access_Control_Request_Method: DELETE"]),
        ("OPTIONS", &[ORIGIN, "Access-Control-Request-Headers: authorization"]),
        ("GET", &[ORIGIN, METHOD]),
        ("HEAD", &[ORIGIN, METHOD]),
        ("POST", &[ORIGIN, METHOD]),
        ("DELETE", &[ORIGIN, METHOD]),
        ("POST", &[ORIGIN, METHOD, "X-HTTP-Method-Override: OPTIONS"]),
        ("GET", &[ORIGIN, METHOD, "X-Forwarded-Method: OPTIONS", "X-Original-Method: OPTIONS"]),
    ] {
        let answer = deployment.send(&Request::new(method, "/a").lines(lines));
        assert_eq!((answer.status(), answer.header("x-portcullis-code")), (401, "token.missing"), "{method} {lines:?}");
        deployment.application.saw_nothing();
    }
    // with a token it passes like other requests
    let answer = deployment.send(&Request::new("OPTIONS", "/a").bearer(&deployment.alice.token));
    assert_eq!((answer.status(), deployment.application.one().header("x-portcullis-subject")), (200, "user"));
}

fn bodies_reach_the_application_and_not_the_gate(kind: Kind) {
    let gate = Application::answering(&["200 OK\r\nX-Portcullis-Subject: user"]);
    let application = Application::started();
    let gateway = Gateway::before(kind, gate.port, application.port);
    let body: Vec<u8> = (0..=255).cycle().take(100 * 1024).collect();
    let post = |path| Request::new("POST", path).bearer("a.b.c").line("Content-Type: application/octet-stream");
    for request in [post("/a").body(&body), post("/a").chunked(&body, "")] {
        let answer = request.sent_to(gateway.port);
        assert_eq!(answer.status(), 200, "{answer:?}");
        let seen = application.one();
        assert_eq!((seen.method(), seen.header("content-type")), ("POST", "application/octet-stream"));
        assert!(seen.body == body, "{} bytes arrived", seen.body.len());
        let asked = gate.one();
        assert_eq!((asked.method(), asked.header("authorization")), ("GET", "Bearer a.b.c"));
        assert!(matches!(asked.header("content-length"), "" | "0"), "{asked:?}");
        assert_eq!((asked.header("transfer-encoding"), asked.body.len()), ("", 0));
    }

    let deployment = Deployment::before(kind, &Database::sqlite());
    for token in ["", &*deployment.elsewhere] {
        let answer = deployment.send(&Request::new("POST", "/a").bearer(token).body(&body));
        assert_eq!(answer.status(), 401, "{answer:?}");
        deployment.application.saw_nothing();
    }
    let answer = deployment.send(&Request::new("POST", "/a").bearer(&deployment.full_access_token).body(&body));
    assert_eq!(answer.status(), 200, "{answer:?}");
    assert!(deployment.application.one().body == body);
}
