//! `DELETE /mfa/sessions/{id}`

use actix_web::http::Method;
use deserr::Deserr;
use portcullis_domain::{Error, Permission, Resource};
use utoipa::IntoParams;

use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::{Acting, Path};
use crate::responses::Message;
use crate::route::{Access, Documentation, PUBLIC, Rate, Route};
use crate::signature::Endpoint;
use crate::values::SessionKey;
use crate::violations::Violations;

/// Ends a session of the caller.
pub const END_SESSION: Route = Route {
    method: Method::DELETE,
    path: "/mfa/sessions/{id}",
    access: Access::Member(Permission::ManageOwnMfa),
    rate: Rate::Requests,
    handler: || Endpoint::of(end_session),
    errors: || vec![Error::NotFound(Resource::Session).into()],
    documentation: Some(Documentation {
        id: "endSession",
        summary: "End one of the caller's sessions",
        description: "Its tokens are invalid from then on, at this API at once. A session other than the caller's own that \
            is still verified is only ended in a verified session.",
        examples: &[("ended", r#"{"success":true,"message":"Session ended"}"#)],
    }),
    ..PUBLIC
};

/// One of the caller's sessions.
#[derive(Deserr, IntoParams)]
#[deserr(error = Violations)]
struct SessionPath {
    /// The `id` in the list.
    #[param(inline)]
    id: SessionKey,
}

/// Permissions: any member, for themselves.
async fn end_session(
    Acting(actor): Acting,
    Path(path): Path<SessionPath>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    dispatcher.run(move |all| all.session.end.execute(&actor, path.id.0)).await?;
    Ok(Message("Session ended"))
}
