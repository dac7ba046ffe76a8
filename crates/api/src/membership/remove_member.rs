//! `DELETE /organizations/{org}/members/{subject}`

use actix_web::http::Method;
use deserr::Deserr;
use portcullis_domain::{Error, Resource, Rule, Scope, SubjectId};
use utoipa::IntoParams;

use super::PROVISIONING;
use super::put_member::SubjectPath;
use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::{Path, Provisioning, Query};
use crate::responses::Message;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::values::YesOrNo;
use crate::violations::Violations;

/// Removes a member, or erases one.
pub const REMOVE_MEMBER: Route = Route {
    method: Method::DELETE,
    path: "/organizations/{org}/members/{subject}",
    access: Access::Client(Scope::Provision),
    texts: PROVISIONING,
    handler: || Endpoint::of(remove_member),
    errors: || vec![Error::NotFound(Resource::Organization).into(), Error::RuleBroken(Rule::LastOwner).into()],
    documentation: Some(Documentation {
        id: "removeMember",
        summary: "Remove a member from an organization, or erase one",
        description: "Takes effect at once and ends the member's sessions. The call is idempotent: removing a subject that \
            is not a member returns 200. The last owner cannot be removed: 409. With `erase=true`, a member, removed before \
            or not, is erased: address, authenticators, codes and sessions are deleted, and a keyed pseudonym replaces the \
            subject in the audit log, which for a long log goes on in the background.",
        examples: &[
            ("removed", r#"{"success":true,"message":"Member removed"}"#),
            ("erased", r#"{"success":true,"message":"Member erased"}"#),
        ],
    }),
    ..PUBLIC
};

/// How the member goes.
#[derive(Deserr, IntoParams)]
#[deserr(error = Violations)]
struct RemovalQuery {
    /// Whether the member is erased, too. By default `false`.
    #[deserr(default)]
    #[param(inline)]
    erase: Option<YesOrNo>,
}

/// Permissions: clients with the right to provision the organization.
async fn remove_member(
    Provisioning(actor): Provisioning,
    Path(path): Path<SubjectPath>,
    Query(query): Query<RemovalQuery>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    let erase = query.erase.is_some_and(|erase| erase.0);
    dispatcher
        .run(move |all| {
            // an impossible subject is no member
            let Ok(subject) = SubjectId::parse(path.subject) else { return Ok(()) };
            let done = if erase {
                all.provisioning.erase_member.execute(&actor, &subject).map(drop)
            } else {
                all.provisioning.remove_member.execute(&actor, &subject)
            };
            match done {
                Err(Error::NotFound(Resource::Membership)) => Ok(()),
                other => other,
            }
        })
        .await?;
    Ok(Message(if erase { "Member erased" } else { "Member removed" }))
}
