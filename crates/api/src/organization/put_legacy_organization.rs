//! `PUT /organization/{orgId}`

use actix_web::http::Method;
use actix_web::web;
use deserr::Deserr;
use portcullis_domain::Permission;
use serde::Serialize;
use utoipa::ToSchema;

use super::legacy_organization::{OrganizationPath, OrganizationView};
use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, Failure, NO_TEXTS, Texts};
use crate::extractors::{Acting, Json, Path};
use crate::responses::True;
use crate::route::{Access, Body, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::violations::Violations;

/// Enforces MFA in the caller's own organization, or stops enforcing it.
pub const CHANGE_ORGANIZATION: Route = Route {
    method: Method::PUT,
    path: "/organization/{orgId}",
    access: Access::Member(Permission::EnforcePolicy),
    texts: Texts {
        invalid: "No valid fields to update",
        forbidden: "Insufficient permissions: only OWNER and ADMINISTRATOR roles can modify organization",
        not_found: "Organization not found",
        failure: Failure::DocumentedMessage("Internal server error"),
        ..NO_TEXTS
    },
    body: Some(Body { required: true, limit: 16 * 1024, example: r#"{"mfaEnforced":true}"# }),
    handler: || Endpoint::of(put_organization),
    documentation: Some(Documentation {
        id: "changeOrganization",
        summary: "Require MFA in the caller's own organization, or stop requiring it",
        description: "The same as `POST /mfa/organization/enforce`. Only `mfaEnforced` can be written; other fields are \
            ignored.",
        examples: &[(
            "updated",
            r#"{"success":true,"data":{"id":"acme","name":"Acme","domain":null,"address1":null,"address2":null,"city":null,"zipcode":null,"phone":null,"state":null,"country":null,"deletedAt":null,"reposDisabled":null,"website":null,"is_business":null,"mfaEnforced":true},"message":"Organization updated successfully"}"#,
        )],
    }),
    ..PUBLIC
};

/// The writable fields of an organization.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations, rename_all = camelCase)]
#[serde(rename_all = "camelCase")]
struct OrganizationRequest {
    /// Whether every member must use MFA from now on.
    mfa_enforced: bool,
}

/// The organization after the change.
#[derive(Serialize, ToSchema)]
struct UpdatedOrganization {
    #[schema(inline)]
    success: True,
    data: OrganizationView,
    /// What was done, for people.
    message: &'static str,
}

/// Permissions: OWNER, ADMINISTRATORS.
async fn put_organization(
    Acting(actor): Acting,
    Path(path): Path<OrganizationPath>,
    Json(body): Json<OrganizationRequest>,
    dispatcher: Dispatcher,
) -> Result<web::Json<UpdatedOrganization>, ApiError> {
    let organization = dispatcher
        .run(move |all| all.policy.legacy_organization.enforce(&actor, &path.org_id, body.mfa_enforced))
        .await?;
    let message = "Organization updated successfully";
    Ok(web::Json(UpdatedOrganization { success: True, data: organization.into(), message }))
}
