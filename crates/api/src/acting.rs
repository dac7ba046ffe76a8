//! The actor of a request, as an extractor.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::{Data, Path};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::FutureExt;
use portcullis_domain::{Actor, Caller, Client, Identity, OrganizationId, RequestId, Scope};
use serde::Deserialize;

use crate::refusal::ApiError;
use crate::{Services, client};

/// The machine that acts in this request on the organization of its path, with a token whose scope lets it. Without one,
/// 403.
pub(crate) struct Provisioning(pub(crate) Actor);

impl FromRequest for Provisioning {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(client(request).map(Self))
    }
}

/// That the machine which asks may ask what others may: the operator named it, and its token has the scope. Without, 403.
pub(crate) struct Deciding;

impl FromRequest for Deciding {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let named = request.app_data::<Data<Services>>().map(|services| Arc::clone(&services.deciders));
        ready(match request.extensions().get::<Caller>() {
            None => Err(ApiError::TokenMissing),
            Some(caller)
                if caller.scopes.contains(&Scope::Decide)
                    && named.is_some_and(|named| named.contains(&caller.subject)) =>
            {
                Ok(Self)
            }
            Some(_) => Err(ApiError::ScopeMissing(Scope::Decide)),
        })
    }
}

/// The organization that a path names.
#[derive(Deserialize)]
struct OfOrganization {
    org: String,
}

/// What of a request the trail names: its id, and where it came from.
pub(crate) fn trace(request: &HttpRequest) -> (Option<RequestId>, Option<String>) {
    (request.extensions().get().cloned(), client::source(request))
}

fn client(request: &HttpRequest) -> Result<Actor, ApiError> {
    let extensions = request.extensions();
    let caller = extensions.get::<Caller>().ok_or(ApiError::TokenMissing)?;
    if !caller.scopes.contains(&Scope::Provision) {
        return Err(ApiError::ScopeMissing(Scope::Provision));
    }
    let path = Path::<OfOrganization>::extract(request).now_or_never().and_then(Result::ok);
    let organization = OrganizationId::parse(path.map(|path| path.into_inner().org).unwrap_or_default())?;
    // a token that names an organization speaks for no other
    if caller.organization.as_ref().is_some_and(|own| *own != organization) {
        return Err(ApiError::ScopeMissing(Scope::Provision));
    }
    let client = Client {
        issuer: caller.issuer.clone(),
        client: caller.subject.clone(),
        token_id: caller.token_id.clone(),
        organization,
    };
    let (id, source) = trace(request);
    Ok(Actor { identity: Identity::Client(client), request: id, source })
}

/// Who acts in this request: the caller whom the bearer middleware let in. Without one, 401.
pub(crate) struct Acting(pub(crate) Actor);

impl FromRequest for Acting {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (id, source) = trace(request);
        let caller = request.extensions().get::<Caller>().cloned().ok_or(ApiError::TokenMissing);
        ready(caller.map(|caller| Self(Actor { identity: Identity::Caller(caller), request: id, source })))
    }
}
