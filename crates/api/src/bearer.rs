//! Bearer authentication (RFC 6750): one `Authorization` header, one token, one caller.

use std::future::{Ready, ready};

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{AUTHORIZATION, HeaderValue};
use actix_web_httpauth::extractors::bearer::BearerAuth;
use actix_web_httpauth::middleware::HttpAuthentication;
use portcullis_domain::{Caller, Error};

use crate::Services;
use crate::refusal::ApiError;

type Outcome = Ready<Result<ServiceRequest, (actix_web::Error, ServiceRequest)>>;
type Authentication =
    HttpAuthentication<Option<BearerAuth>, Box<dyn Fn(ServiceRequest, Option<BearerAuth>) -> Outcome>>;

/// Lets a request with a good token through, with its [`Caller`]; every other gets 401.
pub(crate) fn authentication(services: Services) -> Authentication {
    HttpAuthentication::with_fn(Box::new(move |request, token| {
        ready(match caller(&services, &request, token.as_ref()) {
            Ok(caller) => {
                request.extensions_mut().insert(caller);
                Ok(request)
            }
            Err(refusal) => Err((refusal.into(), request)),
        })
    }))
}

/// Writes the scheme as the extractor wants it. Its name knows no case (RFC 9110, section 11.1), the extractor's does.
pub(crate) fn spell_scheme(request: &mut ServiceRequest) {
    let spelt = request.headers().get(AUTHORIZATION).and_then(|header| {
        let (scheme, credentials) = header.to_str().ok()?.split_once(' ')?;
        let differs = scheme.eq_ignore_ascii_case(SCHEME) && scheme != SCHEME;
        if differs { HeaderValue::try_from(format!("{SCHEME} {credentials}")).ok() } else { None }
    });
    if let (Some(header), Some(spelt)) = (request.headers_mut().get_mut(AUTHORIZATION), spelt) {
        *header = spelt;
    }
}

const SCHEME: &str = "Bearer";

fn caller(services: &Services, request: &ServiceRequest, token: Option<&BearerAuth>) -> Result<Caller, ApiError> {
    // a token in the query counts for nothing, and beside a header it makes the request ambiguous (RFC 6750, section 2)
    let headers = request.headers().get_all(AUTHORIZATION).count();
    let in_query = request
        .query_string()
        .split('&')
        .any(|pair| pair.split('=').next().is_some_and(|name| name.eq_ignore_ascii_case("access_token")));
    if headers > 1 || (headers == 1 && in_query) {
        return Err(ApiError::TokenDoubled);
    }
    let token = token.ok_or(ApiError::TokenMissing)?;
    services.ports.identity.verify(token.token(), services.ports.clock.now()).map_err(|error| match error {
        Error::Unavailable(cause) => ApiError::NoKeys(cause),
        other => other.into(),
    })
}
