//! `POST /mfa/reset`

use actix_web::http::Method;
use deserr::Deserr;
use portcullis_domain::{Caller, Error, Identity, Permission, Resource, Rule, SubjectId};
use utoipa::ToSchema;

use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, Failure, NO_TEXTS, Texts};
use crate::extractors::{Acting, OptionalJson};
use crate::responses::Message;
use crate::route::{Access, Body, Documentation, Rate, Route};
use crate::signature::Endpoint;
use crate::violations::Violations;

/// Removes all authenticators of a member.
pub const RESET: Route = Route {
    method: Method::POST,
    path: "/mfa/reset",
    access: Access::Member(Permission::ManageOwnMfa),
    rate: Rate::OwnRequests,
    texts: Texts {
        invalid: "Invalid request: \"resetUserId\" must be a string",
        forbidden: "Insufficient permissions. OWNER or ADMINISTRATOR role required to reset another user's MFA.",
        not_found: "User not found",
        failure: Failure::Documented("Failed to reset MFA"),
        ..NO_TEXTS
    },
    body: Some(Body { required: false, limit: 4 * 1024, example: "{}" }),
    handler: || Endpoint::of(reset),
    errors: || {
        vec![Error::NotFound(Resource::Membership).into(), Error::RuleBroken(Rule::EnforcedByOrganization).into()]
    },
    documentation: Some(Documentation {
        id: "resetMfa",
        summary: "Remove all authenticators of the caller or of another member",
        description: "Without a body, or without `resetUserId`, the caller's own. Owners and administrators can reset other \
            members of their organization; only owners can reset an owner. Other fields, `enable` among them, are ignored.",
        examples: &[("reset", r#"{"success":true,"message":"MFA reset successfully"}"#)],
    }),
};

/// The member to reset.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations, rename_all = camelCase)]
#[serde(rename_all = "camelCase")]
struct ResetRequest {
    /// Another member; by default the caller.
    #[deserr(default)]
    reset_user_id: Option<String>,
}

/// Permissions: any member, for themselves; OWNER and ADMINISTRATORS, for others.
async fn reset(
    Acting(actor): Acting,
    OptionalJson(body): OptionalJson<ResetRequest>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    let target = body.reset_user_id.map(SubjectId::parse).transpose().map_err(|_| ApiError::UnknownId)?;
    let is_own = |caller: &Caller| target.as_ref().is_none_or(|target| *target == caller.subject);
    if matches!(&actor.identity, Identity::Caller(caller) if is_own(caller)) {
        dispatcher.take_rate().await?;
    }
    dispatcher.run(move |all| all.authenticator.reset.execute(&actor, target.as_ref())).await?;
    Ok(Message("MFA reset successfully"))
}
