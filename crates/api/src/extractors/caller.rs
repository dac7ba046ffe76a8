//! The actor of a request: the caller that the bearer middleware authenticated.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use portcullis_domain::{
    Actor, Caller, Client, ClientRefusal, ClientRight, Error, GrantedOrganizations, Identity, OrganizationId, RequestId,
};
use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;

use super::path::parts;
use crate::edge_rules::EdgeRules;
use crate::error_response::ApiError;
use crate::signature::{Input, Signature};
use crate::use_cases::UseCases;
use crate::values::OrganizationKey;

/// The caller as an actor; 401 without one.
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

impl Input for Acting {}

/// A client that may provision the organization of the path, as an actor there; 403 for every other caller.
pub(crate) struct Provisioning(pub(crate) Actor);

impl FromRequest for Provisioning {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(client(request).map(Self))
    }
}

impl Input for Provisioning {
    fn describe(signature: &mut Signature) {
        signature.parameters.extend(OrganizationPath::into_params(|| Some(ParameterIn::Path)));
    }
}

/// The organization of a provisioning route.
#[derive(IntoParams)]
#[expect(dead_code, reason = "read with the client, whose grant may be for another organization")]
struct OrganizationPath {
    /// The organization, as the identity provider names it.
    #[param(inline)]
    org: OrganizationKey,
}

fn client(request: &HttpRequest) -> Result<Actor, ApiError> {
    let (caller, granted) = check_client(request, ClientRight::Provision)?;
    let organization = parts(request).remove("org").unwrap_or_default();
    let organization =
        OrganizationId::parse(organization).map_err(|violation| Error::from(violation.of("organization")))?;
    if !granted.contains(&organization) {
        return Err(ApiError::ClientRefused(ClientRight::Provision, ClientRefusal::NotGranted));
    }
    let Caller { issuer, subject: client, token, login, .. } = caller;
    let token_id = token.id().map(str::to_owned);
    let client = Client { issuer, client, token_id, organization, granted, login };
    let (id, source) = trace(request);
    Ok(Actor { identity: Identity::Client(client), request: id, source })
}

/// Returns the caller and the organizations in which it has the right; 403 if there are none.
fn check_client(request: &HttpRequest, right: ClientRight) -> Result<(Caller, GrantedOrganizations), ApiError> {
    let caller = request.extensions().get::<Caller>().cloned().ok_or(ApiError::TokenMissing)?;
    let grants = request.app_data::<Data<UseCases>>().map(|use_cases| &use_cases.clients);
    let checked = grants.map_or(Err(ClientRefusal::NotGranted), |grants| grants.check(&caller, right));
    let granted = checked.map_err(|refusal| ApiError::ClientRefused(right, refusal))?;
    Ok((caller, granted))
}

/// A client that may ask for decisions, with the organizations for which it may; 403 for every other caller.
pub(crate) struct DecisionClient(pub(crate) GrantedOrganizations);

impl FromRequest for DecisionClient {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(check_client(request, ClientRight::Decide).map(|(_, granted)| Self(granted)))
    }
}

impl Input for DecisionClient {}

/// The id and the source address of a request, for the audit log.
pub(crate) fn trace(request: &HttpRequest) -> (Option<RequestId>, Option<String>) {
    let source = EdgeRules::source_of(request);
    (request.extensions().get().cloned(), source)
}
