//! `PATCH /mfa/authenticators/{id}`

use actix_web::http::Method;
use deserr::Deserr;
use portcullis_domain::{Error, Permission, Resource};
use utoipa::ToSchema;

use super::list_my_authenticators::AuthenticatorPath;
use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::{Acting, Json, Path};
use crate::responses::Message;
use crate::route::{Access, Body, Documentation, PUBLIC, Rate, Route};
use crate::signature::Endpoint;
use crate::values::AuthenticatorLabel;
use crate::violations::Violations;

/// Renames an authenticator of the caller.
pub const RENAME_AUTHENTICATOR: Route = Route {
    method: Method::PATCH,
    path: "/mfa/authenticators/{id}",
    access: Access::Member(Permission::ManageOwnMfa),
    rate: Rate::Requests,
    body: Some(Body { required: true, limit: 4 * 1024, example: r#"{"name":"Phone"}"# }),
    handler: || Endpoint::of(rename_authenticator),
    errors: || vec![Error::NotFound(Resource::Authenticator).into()],
    documentation: Some(Documentation {
        id: "renameAuthenticator",
        summary: "Rename one of the caller's authenticators",
        description: "1 to 64 characters. Ids of other members' authenticators return 404.",
        examples: &[("renamed", r#"{"success":true,"message":"Authenticator renamed"}"#)],
    }),
    ..PUBLIC
};

/// The new name.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations, deny_unknown_fields)]
#[serde(deny_unknown_fields)]
struct RenameRequest {
    name: AuthenticatorLabel,
}

/// Permissions: any member, for themselves.
async fn rename_authenticator(
    Acting(actor): Acting,
    Path(path): Path<AuthenticatorPath>,
    Json(body): Json<RenameRequest>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    dispatcher.run(move |all| all.authenticator.rename.execute(&actor, path.id.0, &body.name.0)).await?;
    Ok(Message("Authenticator renamed"))
}
