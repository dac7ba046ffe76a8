//! `GET` and `POST /mfa/recovery-codes`

use actix_web::http::Method;
use portcullis_domain::{Error, Permission, Rule};
use serde::Serialize;
use utoipa::ToSchema;

use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::Acting;
use crate::responses::Data;
use crate::route::{Access, Documentation, PUBLIC, Rate, Route};
use crate::signature::Endpoint;

/// The number of unused recovery codes of the caller.
pub const RECOVERY_CODES: Route = Route {
    path: "/mfa/recovery-codes",
    access: Access::Member(Permission::ReadOwnMfa),
    handler: || Endpoint::of(count_recovery_codes),
    documentation: Some(Documentation {
        id: "countRecoveryCodes",
        summary: "Count the caller's unused recovery codes",
        description: "The codes themselves are shown only once.",
        examples: &[("remaining", r#"{"success":true,"data":{"remaining":10}}"#)],
    }),
    ..PUBLIC
};

/// Replaces the recovery codes of the caller.
pub const RENEW_RECOVERY_CODES: Route = Route {
    method: Method::POST,
    path: "/mfa/recovery-codes",
    access: Access::Member(Permission::ManageOwnMfa),
    rate: Rate::Requests,
    handler: || Endpoint::of(renew_recovery_codes),
    errors: || vec![Error::RuleBroken(Rule::NotConfigured).into()],
    documentation: Some(Documentation {
        id: "renewRecoveryCodes",
        summary: "Replace the caller's recovery codes",
        description: "Takes no body. The new codes are shown only once, and the old ones are invalid. For callers with an \
            authenticator that counts, in a session that could take each of their authenticators away: a recovery code \
            alone, or a one-time password of a caller with a passkey, is 401.",
        examples: &[("codes", r#"{"success":true,"data":{"backupCodes":["0123-4567-89AB-CDEF"]}}"#)],
    }),
    ..PUBLIC
};

/// The number of unused recovery codes.
#[derive(Serialize, ToSchema)]
struct RemainingRecoveryCodes {
    remaining: u64,
}

/// A new set of recovery codes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RecoveryCodes {
    backup_codes: Vec<String>,
}

/// Permissions: any member, for themselves.
async fn count_recovery_codes(
    Acting(actor): Acting,
    dispatcher: Dispatcher,
) -> Result<Data<RemainingRecoveryCodes>, ApiError> {
    let remaining = dispatcher.run(move |all| all.authenticator.count_recovery_codes.execute(&actor)).await?;
    Ok(Data(RemainingRecoveryCodes { remaining }))
}

/// Permissions: any member, for themselves.
async fn renew_recovery_codes(Acting(actor): Acting, dispatcher: Dispatcher) -> Result<Data<RecoveryCodes>, ApiError> {
    let codes = dispatcher.run(move |all| all.authenticator.renew_recovery_codes.execute(&actor)).await?;
    Ok(Data(RecoveryCodes { backup_codes: codes.iter().map(|code| code.to_string()).collect() }))
}
