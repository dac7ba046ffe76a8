//! `GET /mfa/authenticators`

use deserr::Deserr;
use portcullis_domain::{Authenticator, Permission};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::Acting;
use crate::responses::List;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::values::{AuthenticatorKey, MfaType, Moment};
use crate::violations::Violations;

/// The caller's authenticators.
pub const AUTHENTICATORS: Route = Route {
    path: "/mfa/authenticators",
    access: Access::Member(Permission::ReadOwnMfa),
    handler: || Endpoint::of(list_my_authenticators),
    documentation: Some(Documentation {
        id: "listAuthenticators",
        summary: "List the caller's authenticators",
        description: "The confirmed ones, oldest first. Their secrets are never shown again.",
        examples: &[(
            "authenticators",
            r#"{"success":true,"data":[{"id":"0199b1f2-7c2e-7d6a-8f3a-1f2e3d4c5b6a","type":"GOOGLE_AUTH","name":"Authenticator app","isEnabled":true,"createdAt":"2026-01-01T10:20:30Z","lastUsedAt":"2026-01-02T10:20:30Z"}]}"#,
        )],
    }),
    ..PUBLIC
};

/// One of the caller's authenticators.
#[derive(Deserr, IntoParams)]
#[deserr(error = Violations)]
pub(super) struct AuthenticatorPath {
    /// The `id` in the list.
    #[param(inline)]
    pub(super) id: AuthenticatorKey,
}

/// An authenticator.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Authenticator)]
struct AuthenticatorView {
    id: AuthenticatorKey,
    r#type: MfaType,
    name: String,
    /// Whether it is switched on.
    is_enabled: bool,
    created_at: Moment,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_used_at: Option<Moment>,
}

impl From<Authenticator> for AuthenticatorView {
    fn from(authenticator: Authenticator) -> Self {
        Self {
            id: AuthenticatorKey(authenticator.id),
            r#type: MfaType(authenticator.method()),
            is_enabled: authenticator.is_active(),
            created_at: Moment(authenticator.created_at),
            last_used_at: authenticator.last_used_at.map(Moment),
            name: authenticator.name,
        }
    }
}

/// Permissions: any member, for themselves.
async fn list_my_authenticators(
    Acting(actor): Acting,
    dispatcher: Dispatcher,
) -> Result<List<AuthenticatorView>, ApiError> {
    let mine = dispatcher.run(move |all| all.authenticator.list.execute(&actor)).await?;
    Ok(List(mine.into_iter().map(AuthenticatorView::from).collect()))
}
