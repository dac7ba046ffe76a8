//! Typed parts of the path.

use std::collections::BTreeMap;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use deserr::Deserr;
use futures_util::FutureExt;
use serde_json::Value;
use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;

use crate::error_response::ApiError;
use crate::signature::{Input, Signature};
use crate::violations::Violations;

/// The ids in the path as a `T`. A malformed id is 404.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: Deserr<Violations>> FromRequest for Path<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parts = parts(request).into_iter().map(|(name, value)| (name, Value::from(value)));
        let parsed: Result<T, Violations> = deserr::deserialize(Value::Object(parts.collect()));
        ready(parsed.map(Self).map_err(|_| ApiError::UnknownId))
    }
}

impl<T: IntoParams> Input for Path<T> {
    fn describe(signature: &mut Signature) {
        signature.parameters.extend(T::into_params(|| Some(ParameterIn::Path)));
    }
}

/// The named parts of the path, decoded.
pub(super) fn parts(request: &HttpRequest) -> BTreeMap<String, String> {
    let values = web::Path::<Vec<String>>::extract(request).now_or_never();
    let values = values.and_then(Result::ok).map(web::Path::into_inner).unwrap_or_default();
    request.match_info().iter().map(|(name, _)| name.to_owned()).zip(values).collect()
}
