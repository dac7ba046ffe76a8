//! `DELETE /mfa/organization/members/{subject}/lock`

use actix_web::http::Method;
use deserr::Deserr;
use portcullis_domain::{Error, Permission, Resource, Rule};
use utoipa::IntoParams;

use crate::dispatch::Dispatcher;
use crate::error_response::{ADMINISTRATORS_ONLY, ApiError};
use crate::extractors::{Acting, Path};
use crate::responses::Message;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::values::Subject;
use crate::violations::Violations;

/// Clears the counts of a member's wrong codes.
pub const UNLOCK: Route = Route {
    method: Method::DELETE,
    path: "/mfa/organization/members/{subject}/lock",
    access: Access::Member(Permission::UnlockOthers),
    texts: ADMINISTRATORS_ONLY,
    handler: || Endpoint::of(unlock),
    errors: || vec![Error::NotFound(Resource::Membership).into(), Error::RuleBroken(Rule::OwnLock).into()],
    documentation: Some(Documentation {
        id: "unlockMember",
        summary: "Accept codes of a member again after too many wrong ones",
        description: "Clears the counts of wrong codes and the pauses of the member, and nothing else. Repeating it changes \
            nothing. Only owners can unlock an owner, and no member unlocks themselves.",
        examples: &[("unlocked", r#"{"success":true,"message":"Member unlocked"}"#)],
    }),
    ..PUBLIC
};

/// The member to unlock.
#[derive(Deserr, IntoParams)]
#[deserr(error = Violations)]
struct LockPath {
    /// The member, as the identity provider names them.
    #[param(inline)]
    subject: Subject,
}

/// Permissions: OWNER, ADMINISTRATORS.
async fn unlock(
    Acting(actor): Acting,
    Path(path): Path<LockPath>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    dispatcher.run(move |all| all.authenticator.unlock.execute(&actor, &path.subject.0)).await?;
    Ok(Message("Member unlocked"))
}
