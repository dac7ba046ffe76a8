//! Typed parameters of the query.

use std::collections::BTreeSet;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use deserr::Deserr;
use portcullis_domain::Violation;
use serde_json::{Map, Value};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::{RefOr, Schema};

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
        ready(read(request).map(Self).map_err(|Violations(violations)| ApiError::Parameters(violations)))
    }
}

impl<T: IntoParams> Input for Query<T> {
    fn describe(signature: &mut Signature) {
        let parameters = T::into_params(|| Some(ParameterIn::Query)).into_iter();
        signature.parameters.extend(parameters.map(without_null));
    }
}

fn read<T: Deserr<Violations>>(request: &HttpRequest) -> Result<T, Violations> {
    let pairs = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let pairs = pairs.map(web::Query::into_inner).map_err(|_| violation("query", "must be form-urlencoded UTF-8"))?;
    let mut object = Map::new();
    let mut repeated = BTreeSet::new();
    for (name, value) in pairs {
        if object.contains_key(&name) {
            repeated.insert(name.clone());
        }
        // no parameter accepts a list
        let value = if repeated.contains(&name) { Value::Array(Vec::new()) } else { Value::String(value) };
        object.insert(name, value);
    }
    object.retain(|_, value| value.as_str() != Some(""));
    deserr::deserialize(Value::Object(object)).map_err(|Violations(violations)| {
        let named = violations.into_iter().map(|violation| {
            let is_repeated = repeated.contains(&violation.field);
            if is_repeated { Violation { rule: "must be given once".to_owned(), ..violation } } else { violation }
        });
        Violations(named.collect())
    })
}

fn violation(field: &str, rule: &str) -> Violations {
    Violations(vec![Violation { field: field.to_owned(), rule: rule.to_owned() }])
}

/// An optional parameter may be absent, but there is no way to write null.
fn without_null(mut parameter: Parameter) -> Parameter {
    if let Some(RefOr::T(Schema::OneOf(one_of))) = &parameter.schema {
        parameter.schema = one_of.items.first().cloned();
    }
    parameter
}
