//! A deployment: a client, a gateway with Portcullis as its gate, and an application.

use serde_json::json;

use super::application::Application;
use super::gateway::{Gateway, Kind};
use super::message::{Message, Request};
use crate::fixtures::{Database, EnrolledMember, Home, Service, code, enrolled, login};

/// The profiles of the gate; the documented configurations use `admin` for `/admin/`.
const PROFILES: &str =
    "default: redirect=https://app.example/verify return=http://app.example; admin: phishing_resistant";

/// The identity headers of the gate.
pub(crate) const IDENTITY: [&str; 5] = [
    "x-portcullis-amr",
    "x-portcullis-decision",
    "x-portcullis-organization",
    "x-portcullis-policy-version",
    "x-portcullis-subject",
];

pub(crate) struct Deployment {
    pub(crate) home: Home,
    pub(crate) service: Service,
    pub(crate) application: Application,
    pub(crate) gateway: Gateway,
    /// A member who verified a one-time password in the session of this token.
    pub(crate) alice: EnrolledMember,
    /// The token returned by `verify-login`.
    pub(crate) full_access_token: String,
    /// The member's token of another session.
    pub(crate) elsewhere: String,
}

impl Deployment {
    pub(crate) fn before(kind: Kind, database: &Database) -> Self {
        Self::of(kind, Home::of(database))
    }

    /// A deployment with this configuration. The organization enforces MFA.
    pub(crate) fn of(kind: Kind, home: Home) -> Self {
        let home = home.with("PORTCULLIS_GATE_PROFILES", PROFILES);
        home.populate();
        let service = home.serve(&[]);
        let alice = enrolled(&home, &service);
        let granted = login(&service, &alice.token, &code(&alice.secret, 0));
        assert_eq!(granted.status, 200, "{granted:?}");
        let full_access_token = granted.body["fullAccessToken"].as_str().unwrap().to_owned();
        let elsewhere = home.session_token("sid-2");
        let enforced = service.post(&home.token("owner@acme"), "/mfa/organization/enforce", &json!({"enforced": true}));
        assert_eq!(enforced.status, 200, "{enforced:?}");
        let application = Application::started();
        let gateway = Gateway::before(kind, port_of(&service), application.port);
        Self { home, service, application, gateway, alice, full_access_token, elsewhere }
    }

    /// Sends a request through the gateway.
    pub(crate) fn send(&self, request: &Request) -> Message {
        request.sent_to(self.gateway.port)
    }

    /// The answer of the gate itself for a token and `/a/b?c=d`.
    pub(crate) fn gate(&self, profile: &str, token: &str) -> Message {
        let asked = Request::get(&format!("/mfa/gate/{profile}")).line("X-Original-URL: http://app.example/a/b?c=d");
        asked.bearer(token).sent_to(port_of(&self.service))
    }
}

fn port_of(service: &Service) -> u16 {
    service.address.rsplit_once(':').unwrap().1.parse().unwrap()
}

/// The identity headers of a message in any spelling that a CGI-like server would map to the same variable.
pub(crate) fn ours(message: &Message) -> Vec<(String, String)> {
    let plain = |name: &str| name.to_ascii_lowercase().replace(['_', '.'], "-");
    let all = message.headers.iter().map(|(name, value)| (plain(name), value.clone()));
    let mut ours: Vec<_> = all.filter(|(name, _)| name.starts_with("x-portcullis")).collect();
    ours.sort();
    ours
}
