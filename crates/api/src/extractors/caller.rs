//! The actor of a request: the caller that the bearer middleware authenticated.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use portcullis_domain::{Actor, Caller, Client, Error, Identity, OrganizationId, RequestId, Scope};
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

/// A client with the scope `portcullis.provision`, as an actor in the organization of the path; 403 without the scope, or
/// if its token names another organization.
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
#[expect(dead_code, reason = "read with the client, whose token may name another organization")]
struct OrganizationPath {
    /// The organization, as the identity provider names it.
    #[param(inline)]
    org: OrganizationKey,
}

fn client(request: &HttpRequest) -> Result<Actor, ApiError> {
    let extensions = request.extensions();
    let caller = extensions.get::<Caller>().ok_or(ApiError::TokenMissing)?;
    if !caller.scopes.contains(&Scope::Provision) {
        return Err(ApiError::ScopeMissing(Scope::Provision));
    }
    let organization = parts(request).remove("org").unwrap_or_default();
    let organization =
        OrganizationId::parse(organization).map_err(|violation| Error::from(violation.of("organization")))?;
    // a token that names an organization is valid in no other
    if caller.organization.as_ref().is_some_and(|own| *own != organization) {
        return Err(ApiError::ScopeMissing(Scope::Provision));
    }
    let client = Client {
        issuer: caller.issuer.clone(),
        client: caller.subject.clone(),
        token_id: caller.token.id().map(str::to_owned),
        organization,
        login: caller.login.clone(),
    };
    let (id, source) = trace(request);
    Ok(Actor { identity: Identity::Client(client), request: id, source })
}

/// A client that the operator lists and whose token has the scope `portcullis.decide`; 403 otherwise.
pub(crate) struct DecisionClient;

impl FromRequest for DecisionClient {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let use_cases = request.app_data::<Data<UseCases>>();
        ready(match request.extensions().get::<Caller>() {
            None => Err(ApiError::TokenMissing),
            Some(caller)
                if caller.scopes.contains(&Scope::Decide)
                    && use_cases.is_some_and(|use_cases| use_cases.deciders.contains(&caller.subject)) =>
            {
                Ok(Self)
            }
            Some(_) => Err(ApiError::ScopeMissing(Scope::Decide)),
        })
    }
}

impl Input for DecisionClient {}

/// The id and the source address of a request, for the audit log.
pub(crate) fn trace(request: &HttpRequest) -> (Option<RequestId>, Option<String>) {
    let source = EdgeRules::source_of(request);
    (request.extensions().get().cloned(), source)
}
