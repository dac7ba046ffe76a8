//! `DELETE /organizations/{org}`

use actix_web::http::Method;
use portcullis_domain::Scope;

use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::Provisioning;
use crate::responses::Message;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;

/// Removes an organization.
pub const END_ORGANIZATION: Route = Route {
    method: Method::DELETE,
    path: "/organizations/{org}",
    access: Access::Client(Scope::Provision),
    handler: || Endpoint::of(end_organization),
    documentation: Some(Documentation {
        id: "removeOrganization",
        summary: "Remove an organization",
        description: "Takes effect at once: its members are members no longer, and the gate denies them. The call is \
            idempotent: removing it again returns 200.",
        examples: &[("removed", r#"{"success":true,"message":"Organization removed"}"#)],
    }),
    ..PUBLIC
};

/// Permissions: clients with the right to provision the organization.
async fn end_organization(Provisioning(actor): Provisioning, dispatcher: Dispatcher) -> Result<Message, ApiError> {
    dispatcher.run(move |all| all.provisioning.end_organization.execute(&actor)).await?;
    Ok(Message("Organization removed"))
}
