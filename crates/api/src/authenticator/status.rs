//! `GET /mfa/status`

use portcullis_domain::MfaStatus;
use serde::Serialize;
use utoipa::ToSchema;

use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, Failure, NO_TEXTS, Texts};
use crate::extractors::Acting;
use crate::responses::Data;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::values::MfaType;

/// The MFA status of the caller.
pub const STATUS: Route = Route {
    path: "/mfa/status",
    access: Access::Subject,
    texts: Texts { failure: Failure::Documented("Failed to get MFA status"), ..NO_TEXTS },
    handler: || Endpoint::of(status),
    documentation: Some(Documentation {
        id: "mfaStatus",
        summary: "Get the MFA status of the caller",
        description: "`isEnabled`: an authenticator counts. `isEnforced`: the organization enforces MFA. `isRequired`: MFA \
            is or will be required of the caller. `sessionVerified`: this session passed the second factor. All are false \
            for a caller without an organization.",
        examples: &[(
            "enabled",
            r#"{"success":true,"data":{"isEnabled":true,"isRequired":true,"isEnforced":true,"enabledMethods":["GOOGLE_AUTH"],"primaryMethod":"GOOGLE_AUTH","sessionVerified":true}}"#,
        )],
    }),
    ..PUBLIC
};

/// The MFA status of a member.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Status)]
#[expect(clippy::struct_excessive_bools, reason = "as the contract has it")]
struct StatusView {
    /// Whether an authenticator counts.
    is_enabled: bool,
    /// Whether MFA is or will be required of the caller.
    is_required: bool,
    /// Whether the organization enforces MFA.
    is_enforced: bool,
    enabled_methods: Vec<MfaType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    primary_method: Option<MfaType>,
    /// Whether this session passed the second factor.
    session_verified: bool,
}

impl From<MfaStatus> for StatusView {
    fn from(status: MfaStatus) -> Self {
        Self {
            is_enabled: status.enabled,
            is_required: status.required,
            is_enforced: status.enforced,
            enabled_methods: status.methods.into_iter().map(MfaType).collect(),
            primary_method: status.primary.map(MfaType),
            session_verified: status.session_verified,
        }
    }
}

/// Permissions: any subject.
async fn status(Acting(actor): Acting, dispatcher: Dispatcher) -> Result<Data<StatusView>, ApiError> {
    let status = dispatcher.run(move |all| all.authenticator.status.execute(&actor)).await?;
    Ok(Data(status.into()))
}
