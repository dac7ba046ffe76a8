//! `DELETE /mfa/organization/members/{subject}/sessions`

use actix_web::http::Method;
use portcullis_domain::{Error, Permission, Resource};

use crate::dispatch::Dispatcher;
use crate::error_response::{ADMINISTRATORS_ONLY, ApiError};
use crate::extractors::{Acting, Path};
use crate::policy::MemberPath;
use crate::responses::Message;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;

/// Ends the sessions of one member.
pub const END_MEMBER_SESSIONS: Route = Route {
    method: Method::DELETE,
    path: "/mfa/organization/members/{subject}/sessions",
    access: Access::Member(Permission::ResetOthers),
    texts: ADMINISTRATORS_ONLY,
    handler: || Endpoint::of(end_member_sessions),
    errors: || vec![Error::NotFound(Resource::Membership).into()],
    documentation: Some(Documentation {
        id: "endMemberSessions",
        summary: "End all MFA sessions of one member",
        description: "The member's evidence, full-access tokens and refresh tokens in this organization are invalid from \
            then on, so that they verify again. No authenticator is touched. Only owners can do this to an owner.",
        examples: &[("ended", r#"{"success":true,"message":"Sessions ended"}"#)],
    }),
    ..PUBLIC
};

/// Permissions: OWNER, ADMINISTRATORS.
async fn end_member_sessions(
    Acting(actor): Acting,
    Path(path): Path<MemberPath>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    dispatcher.run(move |all| all.session.end_all_of_member.execute(&actor, &path.subject.0)).await?;
    Ok(Message("Sessions ended"))
}
