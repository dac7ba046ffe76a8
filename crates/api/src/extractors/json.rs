//! Typed bodies.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use deserr::Deserr;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::body;
use crate::error_response::{ApiError, BodyError};
use crate::route::Route;
use crate::signature::{Input, Signature};
use crate::violations::Violations;

/// The field that names a kind of authenticator: a wrong one has an error code of its own.
const METHOD_FIELD: &str = "mfaType";

/// The body of a request as a `T`.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: Deserr<Violations> + 'static> FromRequest for Json<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limit = request.extensions().get::<&'static Route>().and_then(|route| route.body).map(|body| body.limit);
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let bytes = body::read(&request, payload, limit.unwrap_or_default()).await?;
            if bytes.is_empty() {
                return Err(BodyError::Missing.into());
            }
            Ok(Self(parse(&bytes)?))
        })
    }
}

impl<T: ToSchema> Input for Json<T> {
    fn describe(signature: &mut Signature) {
        signature.body = Some(signature.reference::<T>());
    }
}

/// The body of a request as a `T`; no body is an empty object.
pub(crate) struct OptionalJson<T>(pub(crate) T);

impl<T: Deserr<Violations> + 'static> FromRequest for OptionalJson<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limit = request.extensions().get::<&'static Route>().and_then(|route| route.body).map(|body| body.limit);
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let bytes = body::read(&request, payload, limit.unwrap_or_default()).await?;
            Ok(Self(if bytes.is_empty() { parse(b"{}")? } else { parse(&bytes)? }))
        })
    }
}

impl<T: ToSchema> Input for OptionalJson<T> {
    fn describe(signature: &mut Signature) {
        Json::<T>::describe(signature);
    }
}

/// A JSON object, each name in it once. A list is not accepted, where serde would read one as a struct.
#[derive(Deserialize)]
#[serde(transparent)]
struct Object {
    #[serde(with = "serde_with::rust::maps_duplicate_key_is_error")]
    members: BTreeMap<String, Value>,
}

fn parse<T: Deserr<Violations>>(bytes: &[u8]) -> Result<T, BodyError> {
    let object: Object = serde_json::from_slice(bytes).map_err(|_| BodyError::Syntax)?;
    let value = Value::Object(object.members.into_iter().collect());
    deserr::deserialize(value).map_err(|Violations(violations)| {
        if violations.iter().any(|violation| violation.field == METHOD_FIELD) {
            BodyError::Method
        } else {
            BodyError::Violations(violations)
        }
    })
}
