//! `DELETE /organizations/{org}/members/{subject}`

use actix_web::http::Method;
use portcullis_domain::{Error, Resource, Rule, Scope, SubjectId};

use super::PROVISIONING;
use super::put_member::SubjectPath;
use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::{Path, Provisioning};
use crate::responses::Message;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;

/// Removes a member.
pub const REMOVE_MEMBER: Route = Route {
    method: Method::DELETE,
    path: "/organizations/{org}/members/{subject}",
    access: Access::Client(Scope::Provision),
    texts: PROVISIONING,
    handler: || Endpoint::of(remove_member),
    errors: || vec![Error::NotFound(Resource::Organization).into(), Error::RuleBroken(Rule::LastOwner).into()],
    documentation: Some(Documentation {
        id: "removeMember",
        summary: "Remove a member from an organization",
        description: "Takes effect at once and ends the member's sessions. The call is idempotent: removing a subject that \
            is not a member returns 200. The last owner cannot be removed: 409.",
        examples: &[("removed", r#"{"success":true,"message":"Member removed"}"#)],
    }),
    ..PUBLIC
};

/// Permissions: clients with the right to provision the organization.
async fn remove_member(
    Provisioning(actor): Provisioning,
    Path(path): Path<SubjectPath>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    dispatcher
        .run(move |all| {
            // an impossible subject is no member
            let Ok(subject) = SubjectId::parse(path.subject) else { return Ok(()) };
            match all.provisioning.remove_member.execute(&actor, &subject) {
                Err(Error::NotFound(Resource::Membership)) => Ok(()),
                other => other,
            }
        })
        .await?;
    Ok(Message("Member removed"))
}
