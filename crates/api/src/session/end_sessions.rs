//! `DELETE /organizations/{org}/members/{subject}/sessions`

use actix_web::http::Method;
use portcullis_domain::{Error, Resource, Scope, SubjectId};

use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::{Path, Provisioning};
use crate::membership::SubjectPath;
use crate::responses::Message;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;

/// Ends the sessions of one member, for clients.
pub const END_SESSIONS: Route = Route {
    method: Method::DELETE,
    path: "/organizations/{org}/members/{subject}/sessions",
    access: Access::Client(Scope::Provision),
    handler: || Endpoint::of(end_sessions),
    errors: || vec![Error::NotFound(Resource::Organization).into(), Error::NotFound(Resource::Membership).into()],
    documentation: Some(Documentation {
        id: "endSessions",
        summary: "End all MFA sessions of one member of an organization",
        description: "The member's evidence, full-access tokens and refresh tokens in this organization are invalid from \
            then on, so that they verify again. No authenticator is touched.",
        examples: &[("ended", r#"{"success":true,"message":"Sessions ended"}"#)],
    }),
    ..PUBLIC
};

/// Permissions: clients with the scope `portcullis.provision`.
async fn end_sessions(
    Provisioning(actor): Provisioning,
    Path(path): Path<SubjectPath>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    dispatcher
        .run(move |all| {
            // an impossible subject is no member
            let subject = SubjectId::parse(path.subject).map_err(|_| Error::NotFound(Resource::Membership))?;
            all.session.end_all_of_member.execute(&actor, &subject)
        })
        .await?;
    Ok(Message("Sessions ended"))
}
