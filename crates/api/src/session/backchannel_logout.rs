//! `POST /backchannel-logout` (OpenID Connect Back-Channel Logout 1.0)

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use portcullis_domain::Error;
use utoipa::ToSchema;

use crate::body_bytes::body_bytes;
use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, BodyError};
use crate::responses::Message;
use crate::route::{Documentation, PUBLIC, Route};
use crate::signature::{Endpoint, Input, Signature};

/// The only field of the form.
const FIELD: &str = "logout_token";

/// The media type of the form.
const FORM: &str = "application/x-www-form-urlencoded";

/// The largest form: a token of 16 KiB, its name and its escapes.
const LIMIT: usize = 24 * 1024;

/// Takes the identity provider's logouts.
pub const BACKCHANNEL_LOGOUT: Route = Route {
    method: Method::POST,
    path: "/backchannel-logout",
    handler: || Endpoint::of(backchannel_logout),
    errors: || {
        let bodies = [BodyError::TooSlow, BodyError::TooLarge].map(ApiError::from);
        let others = [BodyError::required(FIELD).into(), rejected(), Error::unavailable("").into()];
        bodies.into_iter().chain(others).collect()
    },
    documentation: Some(Documentation {
        id: "backchannelLogout",
        summary: "End what the identity provider has logged out",
        description: "For the identity provider (OpenID Connect Back-Channel Logout 1.0): register this address as \
            `backchannel_logout_uri` of your application. By `sid`, every token of that session is invalid from then on; by \
            `sub` alone, every token of a login up to `iat`. Sessions and refresh tokens that came of it end. 400: the token \
            breaks a rule of section 2.6 or was used before, and nothing has ended.",
        examples: &[("ended", r#"{"success":true,"message":"Logged out"}"#)],
    }),
    ..PUBLIC
};

fn rejected() -> ApiError {
    Error::invalid(FIELD, "must be a logout token of the identity provider, used once").into()
}

/// The form that the identity provider sends.
#[derive(ToSchema)]
#[schema(as = LogoutForm)]
struct LogoutForm {
    /// The signed logout token.
    logout_token: String,
}

impl FromRequest for LogoutForm {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let bytes = body_bytes(&request, payload, LIMIT).await?;
            let token = Some(bytes).filter(|_| is_form(&request)).and_then(|bytes| only_token(&bytes));
            token.map(|logout_token| Self { logout_token }).ok_or_else(|| BodyError::required(FIELD).into())
        })
    }
}

impl Input for LogoutForm {
    fn describe(signature: &mut Signature) {
        signature.form = Some((FORM, signature.reference::<Self>()));
    }
}

fn is_form(request: &HttpRequest) -> bool {
    let media_type = request.headers().get(CONTENT_TYPE).and_then(|header| header.to_str().ok());
    let essence = media_type.and_then(|text| text.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case(FORM))
}

/// The token, if the form has exactly one.
fn only_token(form: &Bytes) -> Option<String> {
    let mut tokens = url::form_urlencoded::parse(form).filter(|(name, _)| name == FIELD).map(|(_, value)| value);
    match (tokens.next(), tokens.next()) {
        (Some(token), None) if !token.is_empty() => Some(token.into_owned()),
        _ => None,
    }
}

/// Permissions: the identity provider, whose signature the token carries.
async fn backchannel_logout(form: LogoutForm, dispatcher: Dispatcher) -> Result<Message, ApiError> {
    let accepted = dispatcher
        .run(move |all| {
            let session = &all.session;
            let reason = match session.identity.verify_logout(&form.logout_token, session.clock.now()) {
                Ok(token) if session.log_out.execute(&token)? => return Ok(true),
                Ok(_) => "it was used before".to_owned(),
                Err(Error::Unauthenticated(reason)) => reason,
                Err(other) => return Err(other),
            };
            log::warn!(cause = reason.as_str(); "rejected a logout token");
            Ok(false)
        })
        .await?;
    if accepted { Ok(Message("Logged out")) } else { Err(rejected()) }
}
