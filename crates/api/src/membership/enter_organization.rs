//! `POST /organizations/{org}/members/{subject}/enter`

use actix_web::http::Method;
use portcullis_domain::{ClientRefusal, ClientRight, Error, Resource, Scope, SubjectId};

use super::put_member::SubjectPath;
use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::{Path, Provisioning};
use crate::responses::Message;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;

/// Enters an organization for a member.
pub const ENTER_ORGANIZATION: Route = Route {
    method: Method::POST,
    path: "/organizations/{org}/members/{subject}/enter",
    access: Access::Client(Scope::Provision),
    handler: || Endpoint::of(enter_organization),
    errors: || vec![Error::NotFound(Resource::Membership).into()],
    documentation: Some(Documentation {
        id: "enterOrganization",
        summary: "Enter an organization for a member whose tokens name none",
        description: "From then on, a token of the member that names no organization can mean this one. It changes what the \
            member's tokens mean, so the client must be granted every organization of theirs: 403 otherwise. The call is \
            idempotent.",
        examples: &[("entered", r#"{"success":true,"message":"Organization entered"}"#)],
    }),
    ..PUBLIC
};

/// Permissions: clients with the right to provision every organization of the member.
async fn enter_organization(
    Provisioning(actor): Provisioning,
    Path(path): Path<SubjectPath>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    let subject = SubjectId::parse(path.subject).map_err(|_| ApiError::UnknownId)?;
    let entered = dispatcher.run(move |all| all.provisioning.enter_organization.execute(&actor, &subject)).await;
    entered.map_err(|error| match error {
        ApiError::Domain(Error::Forbidden(_)) => {
            ApiError::ClientRefused(ClientRight::Provision, ClientRefusal::NotGranted)
        }
        other => other,
    })?;
    Ok(Message("Organization entered"))
}
