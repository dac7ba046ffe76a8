//! Typed parameters of the query.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use deserr::Deserr;
use portcullis_domain::Violation;
use serde_json::{Map, Value};
use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;

use crate::error_response::ApiError;
use crate::signature::{Input, Signature};
use crate::violations::Violations;

/// The parameters of the query as a `T`. An empty one counts as absent, a repeated one is rejected, and unknown ones are
/// ignored.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: Deserr<Violations>> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parsed = pairs(request).and_then(|pairs| deserr::deserialize(object(pairs)));
        ready(parsed.map(Self).map_err(|Violations(violations)| ApiError::Parameters(violations)))
    }
}

impl<T: IntoParams> Input for Query<T> {
    fn describe(signature: &mut Signature) {
        signature.parameters.extend(T::into_params(|| Some(ParameterIn::Query)));
    }
}

fn pairs(request: &HttpRequest) -> Result<Vec<(String, String)>, Violations> {
    let pairs = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    pairs.map(web::Query::into_inner).map_err(|_| {
        Violations(vec![Violation { field: "query".to_owned(), rule: "must be form-urlencoded UTF-8".to_owned() }])
    })
}

/// The pairs as an object. A repeated name becomes a list, which no parameter accepts.
fn object(pairs: Vec<(String, String)>) -> Value {
    let mut object = Map::new();
    for (name, value) in pairs {
        let repeated = object.contains_key(&name);
        if repeated {
            object.insert(name, Value::Array(Vec::new()));
        } else if !value.is_empty() {
            object.insert(name, Value::String(value));
        }
    }
    Value::Object(object)
}
