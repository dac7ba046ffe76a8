//! `DELETE /mfa/organization/members/{subject}/exemption`

use actix_web::http::Method;
use portcullis_domain::{Error, Permission, Resource, Rule};

use super::member_path::MemberPath;
use crate::dispatch::Dispatcher;
use crate::error_response::{ADMINISTRATORS_ONLY, ApiError};
use crate::extractors::{Acting, Path};
use crate::responses::Message;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;

/// Ends the exemption of one member.
pub const END_EXEMPTION: Route = Route {
    method: Method::DELETE,
    path: "/mfa/organization/members/{subject}/exemption",
    access: Access::Member(Permission::GrantExceptions),
    texts: ADMINISTRATORS_ONLY,
    handler: || Endpoint::of(end_exemption),
    errors: || {
        vec![Error::NotFound(Resource::Membership).into(), Error::RuleBroken(Rule::ServiceNeedsNoException).into()]
    },
    documentation: Some(Documentation {
        id: "endMfaExemption",
        summary: "End the exemption of one member before it expires",
        description: "404 if the member is not exempt. Callers can end their own exemption.",
        examples: &[("ended", r#"{"success":true,"message":"Exemption ended"}"#)],
    }),
    ..PUBLIC
};

/// Permissions: OWNER, ADMINISTRATORS.
async fn end_exemption(
    Acting(actor): Acting,
    Path(path): Path<MemberPath>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    dispatcher.run(move |all| all.policy.end_exemption.execute(&actor, &path.subject.0)).await?;
    Ok(Message("Exemption ended"))
}
