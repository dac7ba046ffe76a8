//! `GET /organization/{orgId}`

use portcullis_domain::Permission;

use super::legacy_organization::{OrganizationPath, OrganizationView};
use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, Failure, NO_TEXTS, Texts};
use crate::extractors::{Acting, Path};
use crate::responses::Data;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;

/// The caller's own organization.
pub const ORGANIZATION: Route = Route {
    path: "/organization/{orgId}",
    access: Access::Member(Permission::ReadPolicy),
    texts: Texts {
        forbidden: "Access denied: you can only view your own organization",
        not_found: "Organization not found",
        failure: Failure::DocumentedMessage("Internal server error"),
        ..NO_TEXTS
    },
    handler: || Endpoint::of(get_organization),
    documentation: Some(Documentation {
        id: "organization",
        summary: "Get the caller's own organization",
        description: "Fields that Portcullis does not store are null. Every other organization is 403, whether it exists or \
            not. Errors have `message` where those of other routes have `error`.",
        examples: &[(
            "organization",
            r#"{"success":true,"data":{"id":"acme","name":"Acme","domain":null,"address1":null,"address2":null,"city":null,"zipcode":null,"phone":null,"state":null,"country":null,"deletedAt":null,"reposDisabled":null,"website":null,"is_business":null,"mfaEnforced":true}}"#,
        )],
    }),
    ..PUBLIC
};

/// Permissions: any member.
async fn get_organization(
    Acting(actor): Acting,
    Path(path): Path<OrganizationPath>,
    dispatcher: Dispatcher,
) -> Result<Data<OrganizationView>, ApiError> {
    let organization = dispatcher.run(move |all| all.policy.legacy_organization.read(&actor, &path.org_id)).await?;
    Ok(Data(organization.into()))
}
