//! `DELETE /mfa/authenticators/{id}`

use actix_web::http::Method;
use portcullis_domain::{Error, Permission, Resource, Rule};

use super::list_my_authenticators::AuthenticatorPath;
use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::{Acting, Path};
use crate::responses::Message;
use crate::route::{Access, Documentation, PUBLIC, Rate, Route};
use crate::signature::Endpoint;

/// Removes an authenticator of the caller.
pub const REMOVE_AUTHENTICATOR: Route = Route {
    method: Method::DELETE,
    path: "/mfa/authenticators/{id}",
    access: Access::Member(Permission::ManageOwnMfa),
    rate: Rate::Requests,
    handler: || Endpoint::of(remove_authenticator),
    errors: || {
        vec![Error::NotFound(Resource::Authenticator).into(), Error::RuleBroken(Rule::EnforcedByOrganization).into()]
    },
    documentation: Some(Documentation {
        id: "removeAuthenticator",
        summary: "Remove one of the caller's authenticators",
        description: "Ends the caller's verified sessions; the recovery codes go with the last authenticator. 403 for the \
            last one that counts while the organization enforces MFA.",
        examples: &[("removed", r#"{"success":true,"message":"Authenticator removed"}"#)],
    }),
    ..PUBLIC
};

/// Permissions: any member, for themselves.
async fn remove_authenticator(
    Acting(actor): Acting,
    Path(path): Path<AuthenticatorPath>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    dispatcher.run(move |all| all.authenticator.remove.execute(&actor, path.id.0)).await?;
    Ok(Message("Authenticator removed"))
}
