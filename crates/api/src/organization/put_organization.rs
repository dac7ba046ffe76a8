//! `PUT /organizations/{org}`

use actix_web::http::Method;
use deserr::Deserr;
use portcullis_domain::{OrganizationWritten, Scope};
use utoipa::ToSchema;

use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::{Json, Provisioning};
use crate::responses::Message;
use crate::route::{Access, Body, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::values::OrganizationTitle;
use crate::violations::Violations;

/// Creates, restores or renames an organization.
pub const PUT_ORGANIZATION: Route = Route {
    method: Method::PUT,
    path: "/organizations/{org}",
    access: Access::Client(Scope::Provision),
    body: Some(Body { required: true, limit: 4 * 1024, example: r#"{"name":"Acme"}"# }),
    handler: || Endpoint::of(put_organization),
    documentation: Some(Documentation {
        id: "putOrganization",
        summary: "Create, restore or rename an organization",
        description: "The id is the identity provider's. The call is idempotent. An organization that was removed is \
            restored with its policy, its members and its audit log.",
        examples: &[
            ("added", r#"{"success":true,"message":"Organization added"}"#),
            ("unchanged", r#"{"success":true,"message":"Organization unchanged"}"#),
        ],
    }),
    ..PUBLIC
};

/// The organization.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations, deny_unknown_fields)]
#[serde(deny_unknown_fields)]
#[schema(as = PutOrganizationRequest)]
struct OrganizationRequest {
    name: OrganizationTitle,
}

/// Permissions: clients with the right to provision the organization.
async fn put_organization(
    Provisioning(actor): Provisioning,
    Json(body): Json<OrganizationRequest>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    let written = dispatcher.run(move |all| all.provisioning.put_organization.execute(&actor, &body.name.0)).await?;
    Ok(Message(match written {
        OrganizationWritten::Added => "Organization added",
        OrganizationWritten::Changed => "Organization renamed",
        OrganizationWritten::Unchanged => "Organization unchanged",
    }))
}
