//! Bodies: read whole or not at all, judged late.
//!
//! A body that cannot be used is not an error of extraction: the handler keeps the failure, and the caller is told only
//! after the use case would have let them in. A stranger learns nothing from validation.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use portcullis_domain::{Error, Violation};
use serde::Deserialize;
use serde_json::Value;

use crate::body_bytes::body_bytes;
use crate::refusal::{ApiError, BodyRefusal};
use crate::routes::Route;

/// A JSON object, every name of it once. Lists are none, even where serde would read one as a struct.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Object {
    #[serde(with = "serde_with::rust::maps_duplicate_key_is_error")]
    members: BTreeMap<String, Value>,
}

impl Object {
    /// The value of this name, if it is the only one.
    pub(crate) fn only(&self, name: &str) -> Option<&Value> {
        if self.members.len() == 1 { self.get(name) } else { None }
    }

    /// A violation for every name that is none of `known`.
    pub(crate) fn violations_beyond(&self, known: &[&str]) -> Vec<Violation> {
        let unknown = self.members.keys().filter(|name| !known.contains(&name.as_str()));
        // a name may be anything: what is told back is short and plain
        let told = |name: &String| name.chars().filter(char::is_ascii_graphic).take(40).collect();
        unknown.map(|name| Violation { field: told(name), rule: "is not known".to_owned() }).collect()
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }
}

/// A number without a fraction, however it is written: to JSON Schema `300.0` is as whole as `300`.
pub(crate) fn whole_number(given: &Value) -> Option<u32> {
    // 300.0 is told as 300, and by adding zero -0.0 as 0
    (given.as_f64()? + 0.0).to_string().parse().ok()
}

/// What a value's own rule has against it.
pub(crate) fn complaints(error: Error) -> Vec<Violation> {
    match error {
        Error::Invalid(violations) => violations,
        // rules say nothing else; if one did, the body would be refused without a word, and not taken
        _ => Vec::new(),
    }
}

/// The body of a request: the one object that it is, or why it is none.
#[derive(Debug)]
pub(crate) struct Submitted(pub(crate) Result<Object, BodyRefusal>);

impl FromRequest for Submitted {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limit = request.extensions().get::<&'static Route>().and_then(|route| route.body).map(|body| body.limit);
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move { Ok(Self(read(&request, payload, limit.unwrap_or(0)).await)) })
    }
}

async fn read(request: &HttpRequest, payload: Payload, limit: usize) -> Result<Object, BodyRefusal> {
    let bytes = body_bytes(request, payload, limit).await?;
    if bytes.is_empty() {
        return Err(BodyRefusal::Missing);
    }
    if !is_json(request) {
        return Err(BodyRefusal::MediaType);
    }
    serde_json::from_slice(&bytes).map_err(|_| BodyRefusal::Invalid)
}

/// `application/json`, in UTF-8 (RFC 8259 knows no other encoding).
fn is_json(request: &HttpRequest) -> bool {
    let mut headers = request.headers().get_all(CONTENT_TYPE);
    let (Some(header), None) = (headers.next(), headers.next()) else { return false };
    let Ok(text) = header.to_str() else { return false };
    let mut parts = text.split(';').map(str::trim);
    parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
                value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            _ => true,
        })
}
