//! Bearer authentication (RFC 6750): one `Authorization` header, one token, one caller.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{AUTHORIZATION, HeaderValue};
use actix_web_httpauth::extractors::bearer::BearerAuth;
use actix_web_httpauth::middleware::HttpAuthentication;
use portcullis_domain::{Caller, Clock, Error, IdentityVerifier, Login};

use crate::error_response::ApiError;
use crate::limits::Requester;

type Outcome = Ready<Result<ServiceRequest, (actix_web::Error, ServiceRequest)>>;
type Authentication =
    HttpAuthentication<Option<BearerAuth>, Box<dyn Fn(ServiceRequest, Option<BearerAuth>) -> Outcome>>;

/// The verifier of tokens and its clock.
#[derive(Clone)]
pub(crate) struct Authenticator {
    pub(crate) identity: Arc<dyn IdentityVerifier>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Whether a recent logout at the identity provider has ended a login.
    pub(crate) is_logged_out: Arc<dyn Fn(&Login) -> bool + Send + Sync>,
}

/// Attaches the [`Caller`] and the [`Requester`] to a request with a valid token; rejects every other request with 401.
pub(crate) fn authentication(authenticator: Authenticator) -> Authentication {
    HttpAuthentication::with_fn(Box::new(move |request, token| {
        ready(match authenticator.caller(&request, token.as_ref()) {
            Ok((caller, requester)) => {
                let mut extensions = request.extensions_mut();
                extensions.insert(caller);
                extensions.insert(requester);
                drop(extensions);
                Ok(request)
            }
            Err(error) => Err((error.into(), request)),
        })
    }))
}

/// Writes the scheme's name as the extractor expects it. The name is case-insensitive (RFC 9110, section 11.1), the
/// extractor is not.
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

impl Authenticator {
    fn caller(&self, request: &ServiceRequest, token: Option<&BearerAuth>) -> Result<(Caller, Requester), ApiError> {
        // a token in the query is ignored, but together with a header it makes the request ambiguous (RFC 6750, section
        // 2)
        let headers = request.headers().get_all(AUTHORIZATION).count();
        let in_query = request
            .query_string()
            .split('&')
            .any(|pair| pair.split('=').next().is_some_and(|name| name.eq_ignore_ascii_case("access_token")));
        if headers > 1 || (headers == 1 && in_query) {
            return Err(ApiError::TokenDoubled);
        }
        let token = token.ok_or(ApiError::TokenMissing)?.token();
        let caller = self.identity.verify(token, self.clock.now()).map_err(|error| match error {
            Error::Unavailable(cause) => ApiError::NoKeys(cause),
            other => other.into(),
        })?;
        // earlier logouts are read together with the membership
        if (self.is_logged_out)(&caller.login) {
            return Err(Error::Unauthenticated("its login was ended at the identity provider".to_owned()).into());
        }
        let requester = Requester::of(&caller);
        Ok((caller, requester))
    }
}
