//! `POST /mfa/organization/enforce`

use actix_web::http::Method;
use deserr::Deserr;
use portcullis_domain::Permission;
use utoipa::ToSchema;

use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, Failure, NO_TEXTS, Texts};
use crate::extractors::{Acting, Json};
use crate::responses::Message;
use crate::route::{Access, Body, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::violations::Violations;

/// Enforces MFA in the caller's organization, or stops enforcing it.
pub const ENFORCE: Route = Route {
    method: Method::POST,
    path: "/mfa/organization/enforce",
    access: Access::Member(Permission::EnforcePolicy),
    texts: Texts {
        invalid: "Invalid request: \"enforced\" must be a boolean",
        forbidden: "Insufficient permissions. OWNER or ADMINISTRATOR role required to enforce organization MFA.",
        failure: Failure::Documented("Failed to update organization MFA enforcement"),
        ..NO_TEXTS
    },
    body: Some(Body { required: true, limit: 4 * 1024, example: r#"{"enforced":true}"# }),
    handler: || Endpoint::of(enforce_mfa),
    documentation: Some(Documentation {
        id: "enforceOrganizationMfa",
        summary: "Require MFA of every member of the caller's organization, or stop requiring it",
        description: "For owners and administrators. The organization is the one that the token names or, if it names \
            none, the caller's only one. 200 means that the change and its audit entry are committed durably. The call is \
            idempotent: repeating it returns 200 and changes nothing. After a 500 the outcome is unknown and the call can \
            be repeated. Unknown fields of the body are ignored.",
        examples: &[
            ("enabled", r#"{"success":true,"message":"MFA enforcement enabled for organization"}"#),
            ("disabled", r#"{"success":true,"message":"MFA enforcement disabled for organization"}"#),
        ],
    }),
    ..PUBLIC
};

/// Whether MFA is to be enforced.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations)]
struct EnforceRequest {
    /// Whether every member must use MFA from now on.
    enforced: bool,
}

/// Permissions: OWNER, ADMINISTRATORS.
async fn enforce_mfa(
    Acting(actor): Acting,
    Json(body): Json<EnforceRequest>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    let outcome = dispatcher.run(move |all| all.policy.enforce_mfa.execute(&actor, body.enforced)).await?;
    Ok(Message(if outcome.enforced {
        "MFA enforcement enabled for organization"
    } else {
        "MFA enforcement disabled for organization"
    }))
}
