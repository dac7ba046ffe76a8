//! `GET /mfa/methods`

use portcullis_domain::{Method, MethodStatus};
use serde::Serialize;
use utoipa::ToSchema;

use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, Failure, NO_TEXTS, Texts};
use crate::extractors::Acting;
use crate::responses::List;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::values::MfaType;

/// The kinds of authenticators and their status for the caller.
pub const METHODS: Route = Route {
    path: "/mfa/methods",
    access: Access::Subject,
    texts: Texts { failure: Failure::Documented("Failed to get MFA methods"), ..NO_TEXTS },
    handler: || Endpoint::of(list_methods),
    documentation: Some(Documentation {
        id: "mfaMethods",
        summary: "List the kinds of authenticators and their status for the caller",
        description: "`isAvailable` is false where the installation does not offer a kind or the organization does not \
            allow it.",
        examples: &[(
            "methods",
            r#"{"success":true,"data":[{"type":"GOOGLE_AUTH","name":"Google Authenticator","description":"Time-based one-time password using Google Authenticator app","isAvailable":true,"isConfigured":true,"isEnabled":true}]}"#,
        )],
    }),
    ..PUBLIC
};

/// A kind of authenticator and its status for the caller.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Method)]
struct MethodView {
    r#type: MfaType,
    name: &'static str,
    description: &'static str,
    /// Whether it is offered by the installation and allowed by the organization.
    is_available: bool,
    /// Whether the caller has set it up.
    is_configured: bool,
    /// Whether it is switched on.
    is_enabled: bool,
}

impl From<MethodStatus> for MethodView {
    fn from(status: MethodStatus) -> Self {
        let (name, description) = match status.method {
            Method::Totp | Method::RecoveryCode => {
                ("Google Authenticator", "Time-based one-time password using Google Authenticator app")
            }
            Method::MagicLink => ("Magic Link", "Email-based authentication using secure links"),
            Method::Passkey => ("Passkey", "WebAuthn-based biometric or hardware key authentication"),
        };
        Self {
            r#type: MfaType(status.method),
            name,
            description,
            is_available: status.available,
            is_configured: status.configured,
            is_enabled: status.enabled,
        }
    }
}

/// Permissions: any subject.
async fn list_methods(Acting(actor): Acting, dispatcher: Dispatcher) -> Result<List<MethodView>, ApiError> {
    let methods = dispatcher.run(move |all| all.authenticator.methods.execute(&actor)).await?;
    Ok(List(methods.into_iter().map(MethodView::from).collect()))
}
