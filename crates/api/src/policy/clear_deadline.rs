//! `DELETE /mfa/organization/members/{subject}/deadline`

use actix_web::http::Method;
use portcullis_domain::Permission;

use super::member_path::{MemberPath, exception_errors};
use crate::dispatch::Dispatcher;
use crate::error_response::{ADMINISTRATORS_ONLY, ApiError};
use crate::extractors::{Acting, Path};
use crate::responses::Message;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;

/// Removes the deadline of one member.
pub const CLEAR_DEADLINE: Route = Route {
    method: Method::DELETE,
    path: "/mfa/organization/members/{subject}/deadline",
    access: Access::Member(Permission::GrantExceptions),
    texts: ADMINISTRATORS_ONLY,
    handler: || Endpoint::of(clear_deadline),
    errors: exception_errors,
    documentation: Some(Documentation {
        id: "clearMfaDeadline",
        summary: "Remove the deadline of one member, so that the policy's applies",
        description: "404 if the member has no deadline of their own.",
        examples: &[("removed", r#"{"success":true,"message":"Deadline removed"}"#)],
    }),
    ..PUBLIC
};

/// Permissions: OWNER, ADMINISTRATORS.
async fn clear_deadline(
    Acting(actor): Acting,
    Path(path): Path<MemberPath>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    dispatcher.run(move |all| all.policy.deadlines.clear(&actor, &path.subject.0)).await?;
    Ok(Message("Deadline removed"))
}
