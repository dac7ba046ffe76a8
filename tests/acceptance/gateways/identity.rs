//! Only the gate sets the identity headers.

use super::application::Application;
use super::deployment::{Deployment, IDENTITY, ours};
use super::gateway::{Gateway, Kind};
use super::message::Request;
use crate::fixtures::Database;

on_each_gateway! {
    client_headers_never_reach_the_application_as_identity,
    client_cannot_add_a_missing_identity_header,
}

/// Headers of malicious clients.
const SPOOFS: [&[&str]; 14] = [
    &["X-Portcullis-Subject: owner"],
    &["x-portcullis-subject: owner", "X-PORTCULLIS-SUBJECT: owner"],
    &["X_Portcullis_Subject: owner"],
    &["X-Portcullis_Subject: owner", "X_Portcullis-Subject: owner"],
    &["x_portcullis_subject: owner", "X-PORTCULLIS_SUBJECT: owner"],
    &["X.Portcullis.Subject: owner"],
    &["X-Portcullis-Organization: other", "X_Portcullis_Organization: other"],
    &["X-Portcullis-Decision: service", "X-Portcullis_Decision: service"],
    &["X-Portcullis-Amr: hwk phr", "X_Portcullis-Amr: hwk phr"],
    &["X-Portcullis-Policy-Version: 0", "X-Portcullis-Policy_Version: 0", "X_Portcullis_Policy-Version: 0"],
    &["X-Portcullis-Code: x", "X-Portcullis-Methods: x", "X-Portcullis-Deadline: x", "X-Portcullis-Location: x"],
    &["Connection: X-Portcullis-Subject"],
    &["Connection: close, x-portcullis-subject , X-Portcullis-Amr"],
    &["Connection: keep-alive", "Connection: X-Portcullis-Subject", "X-Portcullis-Subject: owner"],
];

fn client_headers_never_reach_the_application_as_identity(kind: Kind) {
    let deployment = Deployment::before(kind, &Database::sqlite());
    let gate = deployment.gate("default", &deployment.alice.token);
    let identity = IDENTITY.map(|name| (name.to_owned(), gate.header(name).to_owned()));
    assert!(identity.contains(&("x-portcullis-subject".into(), "user".into())), "{identity:?}");
    for spoof in SPOOFS {
        let answer = deployment.send(&Request::get("/").bearer(&deployment.alice.token).lines(spoof));
        assert_eq!(answer.status(), 200, "{spoof:?}: {answer:?}");
        assert_eq!(ours(&deployment.application.one()), identity, "{spoof:?}");
        let answer = deployment.send(&Request::get("/").lines(spoof));
        assert_eq!(answer.status(), 401, "{spoof:?}: {answer:?}");
        deployment.application.saw_nothing();
    }
    // after a body
    let request = Request::new("POST", "/").bearer(&deployment.alice.token).line("Trailer: X-Portcullis-Subject");
    let answer = deployment.send(&request.chunked(b"hello", "X-Portcullis-Subject: owner\r\n"));
    assert_eq!(answer.status(), 200, "{answer:?}");
    assert_eq!(ours(&deployment.application.one()), identity);
    // two tokens are rejected
    let both = Request::get("/").bearer(&deployment.alice.token).bearer(&deployment.home.token("owner@acme"));
    let answer = deployment.send(&both);
    assert!(matches!(answer.status(), 400 | 401), "{answer:?}");
    deployment.application.saw_nothing();
}

fn client_cannot_add_a_missing_identity_header(kind: Kind) {
    let gate = Application::answering(&["200 OK\r\nX-Portcullis-Subject: user"]);
    let application = Application::started();
    let gateway = Gateway::before(kind, gate.port, application.port);
    for spoof in SPOOFS {
        let answer = Request::get("/").bearer("a.b.c").lines(spoof).sent_to(gateway.port);
        assert_eq!(answer.status(), 200, "{spoof:?}: {answer:?}");
        let mut output = ours(&application.one());
        // Caddy 2.6 sends the name of its variable
        output.retain(|(_, value)| !value.starts_with("{http.reverse_proxy."));
        assert_eq!(output, [("x-portcullis-subject".to_owned(), "user".to_owned())], "{spoof:?}");
    }
}
