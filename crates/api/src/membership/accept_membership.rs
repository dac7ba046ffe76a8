//! `POST /mfa/memberships/{organization}/accept`

use actix_web::http::Method;
use deserr::Deserr;
use portcullis_domain::{Error, Resource, Rule};
use utoipa::IntoParams;

use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::{Acting, Path};
use crate::responses::Message;
use crate::route::{Access, Documentation, PUBLIC, Rate, Route};
use crate::signature::Endpoint;
use crate::values::OrganizationKey;
use crate::violations::Violations;

/// Accepts a membership that was given to the caller.
pub const ACCEPT_MEMBERSHIP: Route = Route {
    method: Method::POST,
    path: "/mfa/memberships/{org}/accept",
    access: Access::Subject,
    rate: Rate::Requests,
    handler: || Endpoint::of(accept_membership),
    errors: || vec![Error::NotFound(Resource::Membership).into(), Error::RuleBroken(Rule::MembershipNotShown).into()],
    documentation: Some(Documentation {
        id: "acceptMembership",
        summary: "Accept a membership, so that tokens without an organization can mean it",
        description: "A token that names no organization means the one that the person entered: by a token that named it, or \
            here. The token of this request must name the organization, or its session must be verified there: 403 \
            otherwise. The call is idempotent.",
        examples: &[("accepted", r#"{"success":true,"message":"Membership accepted"}"#)],
    }),
    ..PUBLIC
};

/// The organization of a membership.
#[derive(Deserr, IntoParams)]
#[deserr(error = Violations)]
struct MembershipPath {
    /// The organization, as the identity provider names it.
    #[param(inline)]
    org: OrganizationKey,
}

/// Permissions: any member, for themselves.
async fn accept_membership(
    Acting(actor): Acting,
    Path(path): Path<MembershipPath>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    dispatcher.run(move |all| all.provisioning.accept_membership.execute(&actor, &path.org.0)).await?;
    Ok(Message("Membership accepted"))
}
