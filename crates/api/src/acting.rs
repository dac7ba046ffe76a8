//! The actor of a request, as an extractor.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use portcullis_domain::identity::{Actor, Caller, Identity, RequestId};

use crate::refusal::ApiError;

/// Who acts in this request: the caller whom the bearer middleware let in. Without one, 401.
pub(crate) struct Acting(pub(crate) Actor);

impl FromRequest for Acting {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let extensions = request.extensions();
        ready(match extensions.get::<Caller>() {
            Some(caller) => Ok(Self(Actor {
                identity: Identity::Caller(caller.clone()),
                request: extensions.get::<RequestId>().cloned(),
                source: request.peer_addr().map(|peer| peer.ip().to_string()),
            })),
            None => Err(ApiError::TokenMissing),
        })
    }
}
