//! `POST /mfa/authenticators/{id}/confirm`

use actix_web::http::Method;
use deserr::Deserr;
use portcullis_domain::{Error, Permission, Resource};
use utoipa::ToSchema;

use super::list_my_authenticators::AuthenticatorPath;
use crate::dispatch::{DEADLINE, Dispatcher};
use crate::error_response::{ApiError, NO_TEXTS, Texts};
use crate::extractors::{Acting, Json, Path};
use crate::responses::Message;
use crate::route::{Access, Body, Documentation, Rate, Route};
use crate::signature::Endpoint;
use crate::values::EnrolmentCodeText;
use crate::violations::Violations;

/// Confirms by an enrolment code that the caller enrolled an authenticator.
pub const CONFIRM_AUTHENTICATOR: Route = Route {
    method: Method::POST,
    path: "/mfa/authenticators/{id}/confirm",
    access: Access::Member(Permission::ManageOwnMfa),
    rate: Rate::Proofs,
    texts: Texts { rejected: "Confirmation failed", ..NO_TEXTS },
    body: Some(Body { required: true, limit: 4 * 1024, example: r#"{"code":"0123-4567-89AB-CDEF"}"# }),
    handler: || Endpoint::of(confirm_authenticator),
    errors: || vec![ApiError::ProofRejected, Error::NotFound(Resource::Authenticator).into()],
    documentation: Some(Documentation {
        id: "confirmAuthenticator",
        summary: "Confirm an enrolment afterwards, by a second channel",
        description: "For administrators whose authenticator opens no changes yet (`enrolment.too_recent`). Takes the code \
            that was mailed to this session when the enrolment began, or one that an administrator, a client or an \
            operator made.",
        examples: &[("confirmed", r#"{"success":true,"message":"Enrolment confirmed"}"#)],
    }),
};

/// The code.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations, deny_unknown_fields)]
#[serde(deny_unknown_fields)]
struct ConfirmationRequest {
    /// The code that was mailed, or that somebody else made.
    code: EnrolmentCodeText,
}

/// Permissions: any member, for themselves, in a verified session.
async fn confirm_authenticator(
    Acting(actor): Acting,
    Path(path): Path<AuthenticatorPath>,
    Json(body): Json<ConfirmationRequest>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    let confirmed = dispatcher
        .run_proof(DEADLINE, move |all, rate| all.authenticator.confirm.execute(&actor, path.id.0, &body.code.0, rate))
        .await?;
    if confirmed { Ok(Message("Enrolment confirmed")) } else { Err(ApiError::ProofRejected) }
}
