//! Sends requests to the service in memory and reads what comes back.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use actix_web::{App, test};
use futures_util::future::LocalBoxFuture;
use jiff::Timestamp;
use portcullis_api::{Ports, Rules, Services, service};
use portcullis_domain::testing::{
    FixedClock, MemoryStore, PlainIssuer, PlainRelyingParty, PlainSealer, SeededRandom, a_caller, an_organization,
    plain_fingerprint,
};
use portcullis_domain::{
    Caller, Error, Fingerprint, IdentityVerifier, MagicLinkSender, Result, Role, Scope, SessionId, Store, SubjectId,
};
use serde_json::Value;

/// Takes `SUBJECT`, `SUBJECT@ORGANIZATION` or `SUBJECT@ORGANIZATION#SESSION` for a token, or one of the plain issuer's;
/// refuses `bad`. `client`, `client@ORGANIZATION`
/// and `decider` are machines. `~SECONDS` at its end says when it ends.
pub(crate) struct PlainTokens;

impl IdentityVerifier for PlainTokens {
    fn verify(&self, token: &str, now: Timestamp) -> Result<Caller> {
        if let Some((token, expires)) = token.split_once('~') {
            let expires_at = Timestamp::from_second(expires.parse().unwrap()).unwrap();
            if now >= expires_at {
                return Err(Error::Unauthenticated("expired".into()));
            }
            return Ok(Caller { expires_at, ..self.verify(token, now)? });
        }
        let subject = token.split_once('@').map_or(token, |(subject, _)| subject);
        SubjectId::parse(subject).map_err(|_| Error::Unauthenticated("says no subject".into()))?;
        match token.split_once('@') {
            Some(("client", own)) => Ok(a_caller("client").of(own).with_scope(Scope::Provision).build()),
            _ if token == "bad" => Err(Error::Unauthenticated("the signature does not verify".into())),
            _ if token == "early" => Err(Error::unavailable("no key of the issuer was ever loaded")),
            Some((subject, rest)) => Ok(match (rest.split_once('#'), rest.split_once('/')) {
                (Some((organization, session)), _) => a_caller(subject).of(organization).in_session(session).build(),
                (None, Some((organization, ours))) => {
                    let session = SessionId::parse(ours.split('/').next().unwrap_or_default())?;
                    a_caller(subject).of(organization).in_our_session(session).build()
                }
                (None, None) => a_caller(subject).of(rest).build(),
            }),
            None if token == "client" => Ok(a_caller(token).with_scope(Scope::Provision).build()),
            None if token == "decider" || token == "other-decider" => {
                Ok(a_caller(token).with_scope(Scope::Decide).build())
            }
            None => Ok(a_caller(token).build()),
        }
    }

    fn fingerprint(&self, token: &str) -> Fingerprint {
        plain_fingerprint(token)
    }

    fn generation(&self) -> u64 {
        0
    }

    fn ready(&self) -> Result<()> {
        Ok(())
    }
}

/// An owner, an administrator and one of every other role in `acme`; `both` in two; a stranger in none.
pub(crate) fn a_world() -> Arc<MemoryStore> {
    let store = Arc::new(MemoryStore::default());
    an_organization("acme")
        .with_member("owner", Role::Owner)
        .with_member("administrator", Role::Administrators)
        .with_member("workspaces", Role::Workspaces)
        .with_member("billing", Role::Billing)
        .with_member("user", Role::User)
        .with_member("both", Role::Owner)
        .with_former_member("gone", Role::Owner)
        .with_service("robot")
        .save(&*store)
        .unwrap();
    an_organization("other")
        .with_member("both", Role::Owner)
        .with_member("foreign", Role::Owner)
        .save(&*store)
        .unwrap();
    store
}

pub(crate) fn services(store: Arc<dyn Store>) -> Services {
    services_at(store, Arc::new(FixedClock::at("2026-01-01T10:20:30Z")))
}

pub(crate) fn services_at(store: Arc<dyn Store>, clock: Arc<FixedClock>) -> Services {
    services_by(store, clock, Rules::default())
}

pub(crate) fn services_by(store: Arc<dyn Store>, clock: Arc<FixedClock>, rules: Rules) -> Services {
    let ports = Ports {
        store,
        identity: Arc::new(PlainTokens),
        issuer: Arc::new(PlainIssuer),
        relying_party: Some(Arc::new(PlainRelyingParty::default())),
        magic_link_sender: Some(MagicLinkSender {
            random: Arc::new(SeededRandom::new(2)),
            sealer: Arc::new(PlainSealer),
            base: "https://mfa.example".to_owned(),
        }),
        sealer: Arc::new(PlainSealer),
        clock,
        random: Arc::new(SeededRandom::new(1)),
    };
    Services::new(ports, rules)
}

/// A request that is yet to be sent.
pub(crate) struct Request {
    method: Method,
    path: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// What a refusal says, under whichever name.
    pub(crate) fn said(&self) -> &str {
        self.body["error"].as_str().or(self.body["message"].as_str()).unwrap_or_default()
    }

    /// Status and body, for strict comparison.
    pub(crate) fn told(&self) -> (u16, &Value) {
        (self.status, &self.body)
    }
}

pub(crate) fn request(method: Method, path: &str) -> Request {
    Request { method, path: path.into(), headers: Vec::new(), body: Vec::new() }
}

/// `POST /mfa/organization/enforce` with this token and this JSON.
pub(crate) fn enforce(token: &str, body: &str) -> Request {
    request(Method::POST, "/mfa/organization/enforce").bearer(token).json(body)
}

impl Request {
    pub(crate) fn bearer(self, token: &str) -> Self {
        if token.is_empty() { self } else { self.header(AUTHORIZATION.as_str(), &format!("Bearer {token}")) }
    }

    pub(crate) fn json(self, body: &str) -> Self {
        self.header(CONTENT_TYPE.as_str(), "application/json").body(body)
    }

    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        self.header_of_bytes(name, value.as_bytes())
    }

    pub(crate) fn header_of_bytes(mut self, name: &str, value: &[u8]) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().into();
        self
    }

    /// Sends it to the service over this store.
    pub(crate) async fn to(self, store: &Arc<MemoryStore>) -> Answer {
        self.sent_to(services(store.clone())).await
    }

    pub(crate) async fn sent_to(self, services: Services) -> Answer {
        served(services).await.answer(self).await
    }

    fn into_test_request(self) -> test::TestRequest {
        let mut request = test::TestRequest::default().method(self.method).uri(&self.path);
        for (name, value) in &self.headers {
            request = request.append_header((name.as_str(), value.as_slice()));
        }
        if !self.body.is_empty() {
            request = request.set_payload(self.body);
        }
        request
    }
}

type Answering = Box<dyn Fn(Request) -> LocalBoxFuture<'static, Answer>>;

/// A service that takes one request after the other.
pub(crate) struct Served(Answering);

impl Served {
    pub(crate) async fn answer(&self, request: Request) -> Answer {
        (self.0)(request).await
    }
}

/// These services, served in memory.
pub(crate) async fn served(services: Services) -> Served {
    let app = Rc::new(test::init_service(App::new().configure(service(services))).await);
    Served(Box::new(move |request| {
        let app = Rc::clone(&app);
        Box::pin(async move {
            let response = test::call_service(&*app, request.into_test_request().to_request()).await;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let bytes = test::read_body(response).await;
            let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
            Answer { status, headers, body, text: String::from_utf8_lossy(&bytes).into_owned() }
        })
    }))
}
