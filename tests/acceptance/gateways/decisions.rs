//! Decisions at a gateway: forwarded requests, refusals, profiles of paths, and redirects of browsers.

use super::deployment::{Deployment, IDENTITY, ours};
use super::gateway::Kind;
use super::message::Request;
use crate::fixtures::Database;

on_each_gateway! {
    gateway_forwards_decisions_and_refusals,
    profile_applies_to_every_spelling_of_its_paths,
    browsers_are_redirected_and_programs_are_not,
}

fn gateway_forwards_decisions_and_refusals(kind: Kind) {
    let deployment = Deployment::before(kind, &Database::sqlite());
    let [administrator, stranger] = ["administrator@acme", "stranger@acme"].map(|whose| deployment.home.token(whose));
    for (token, status, said) in [
        (&*deployment.alice.token, 200, "verified"),
        (&deployment.full_access_token, 200, "verified"),
        (&deployment.elsewhere, 401, "authentication.insufficient"),
        (&administrator, 403, "enrolment.required"),
        (&stranger, 403, "organization.not_associated"),
        ("e30.e30.e30", 401, "token.invalid"),
        ("", 401, "token.missing"),
    ] {
        let gate = deployment.gate("default", token);
        for method in ["GET", "POST", "DELETE", "PROPFIND"] {
            let request = Request::new(method, "/a/b?c=d").bearer(token);
            let answer = deployment.send(&request);
            assert_eq!(answer.status(), status, "{said} {method}: {answer:?}");
            if status == 200 {
                assert_eq!(answer.body, b"welcome");
                let seen = deployment.application.one();
                assert_eq!(seen.start, format!("{method} /a/b?c=d HTTP/1.1"));
                assert_eq!(ours(&seen), IDENTITY.map(|name| (name.to_owned(), gate.header(name).to_owned())));
                assert_eq!(seen.header("x-portcullis-decision"), said);
                assert_eq!(seen.header("authorization"), format!("Bearer {token}"));
            } else {
                deployment.application.saw_nothing();
                assert_eq!(answer.header("x-portcullis-code"), said, "{answer:?}");
                // as in the gate's answer
                for name in ["content-type", "cache-control", "www-authenticate", "x-error-code"] {
                    assert_eq!(answer.all(name), gate.all(name), "{said} {method} {name}");
                }
                assert_eq!(ours(&answer), ours(&gate), "{said} {method}");
                assert_eq!(answer.body, gate.body, "{said} {method}");
                let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
                assert_eq!(body["success"], false);
            }
        }
    }
    let step_up = deployment.send(&Request::get("/").bearer(&deployment.elsewhere));
    let challenge = step_up.header("www-authenticate");
    assert!(challenge.starts_with("Bearer ") && challenge.contains("error=\"insufficient_user_authentication\""));
}

fn profile_applies_to_every_spelling_of_its_paths(kind: Kind) {
    let deployment = Deployment::before(kind, &Database::sqlite());
    for path in ["/", "/administrators", "/x/admin/", "/admin/../x", "/?/admin/"] {
        assert_eq!(deployment.send(&Request::get(path).bearer(&deployment.alice.token)).status(), 200, "{path}");
        assert_eq!(deployment.application.one().header("x-portcullis-decision"), "verified");
    }
    let gate = deployment.gate("admin", &deployment.alice.token);
    assert_eq!((gate.status(), gate.header("x-portcullis-methods")), (403, "PASSKEY"), "{gate:?}");
    for path in [
        "/admin/",
        "/admin/a?b",
        "//admin/a",
        "/./admin/a",
        "/x/../admin/a",
        "/%61dmin/a",
        "/x/%2e%2e/admin/a",
        "/admin%2fa",
        "/admin/%2e%2e/admin/a",
    ] {
        let answer = deployment.send(&Request::get(path).bearer(&deployment.alice.token));
        assert_eq!(answer.status(), 403, "{path}: {answer:?}");
        assert_eq!(ours(&answer), ours(&gate), "{path}");
        assert_eq!(answer.body, gate.body, "{path}");
        deployment.application.saw_nothing();
    }
    // redirected to /admin/, or refused
    assert_ne!(deployment.send(&Request::get("/admin").bearer(&deployment.alice.token)).status(), 200);
    deployment.application.saw_nothing();
    // nginx's internal location is not public; Caddy has none and checks the path like any other
    for path in ["/.portcullis/default", "/.portcullis/admin", "/.portcullis/"] {
        for token in ["", &*deployment.alice.token] {
            let answer = deployment.send(&Request::get(path).bearer(token));
            match kind {
                Kind::Nginx => assert_eq!(answer.status(), 404, "{path}: {answer:?}"),
                Kind::Caddy => assert_eq!(answer.status(), if token.is_empty() { 401 } else { 200 }, "{path}"),
            }
            assert_eq!(deployment.application.taken().len(), usize::from(answer.status() == 200), "{path}");
        }
    }
}

fn browsers_are_redirected_and_programs_are_not(kind: Kind) {
    let deployment = Deployment::before(kind, &Database::sqlite());
    let administrator = deployment.home.token("administrator@acme");
    let browser = "Accept: text/html,application/xhtml+xml";
    let back = "https://app.example/verify?return_to=http%3A%2F%2Fapp.example%2Fa%3Fb%3Dc";
    for token in [&*deployment.elsewhere, &administrator, ""] {
        let page = deployment.send(&Request::get("/a?b=c").bearer(token).line(browser));
        assert_eq!((page.status(), page.header("location")), (302, back), "{page:?}");
        assert_eq!(page.header("cache-control"), "no-store");
        let elsewhere =
            ["X-Original-URL: http://app.example/z", "X-Forwarded-Uri: /z", "X-Forwarded-Host: evil.example"];
        let page = deployment.send(&Request::get("/a?b=c").bearer(token).line(browser).lines(&elsewhere));
        assert_eq!((page.status(), page.header("location")), (302, back), "{page:?}");
        let program = deployment.send(&Request::get("/a?b=c").bearer(token).line("Accept: application/json"));
        assert!(matches!(program.status(), 401 | 403), "{program:?}");
        // the profile of this path has no redirect
        let answer = deployment.send(&Request::get("/admin/").bearer(token).line(browser));
        assert!(matches!(answer.status(), 401 | 403), "{answer:?}");
        deployment.application.saw_nothing();
    }
    let page = deployment.send(&Request::get("/").bearer(&deployment.alice.token).line(browser));
    assert_eq!(page.status(), 200, "{page:?}");
}
