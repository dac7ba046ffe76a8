//! `POST /mfa/primary`

use actix_web::http::Method;
use portcullis_domain::{Error, Permission, Rule};

use super::method_request::{INVALID_TYPE, METHOD_BODY, MethodRequest};
use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, BodyError, Failure, NO_TEXTS, Texts};
use crate::extractors::{Acting, Json};
use crate::responses::Message;
use crate::route::{Access, Documentation, Rate, Route};
use crate::signature::Endpoint;

/// Prefers a kind of authenticator.
pub const PRIMARY: Route = Route {
    method: Method::POST,
    path: "/mfa/primary",
    access: Access::Member(Permission::ManageOwnMfa),
    rate: Rate::Requests,
    texts: Texts { invalid: INVALID_TYPE, failure: Failure::Documented("Failed to set primary MFA"), ..NO_TEXTS },
    body: Some(METHOD_BODY),
    handler: || Endpoint::of(set_primary),
    errors: || vec![BodyError::Method.into(), Error::RuleBroken(Rule::NotConfigured).into()],
    documentation: Some(Documentation {
        id: "setPrimaryMfa",
        summary: "Prefer a kind of authenticator",
        description: "400 for a kind of which the caller has no active authenticator.",
        examples: &[("done", r#"{"success":true,"message":"Primary MFA method updated"}"#)],
    }),
};

/// Permissions: any member, for themselves.
async fn set_primary(
    Acting(actor): Acting,
    Json(body): Json<MethodRequest>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    dispatcher.run(move |all| all.authenticator.set_primary.execute(&actor, body.mfa_type.0)).await?;
    Ok(Message("Primary MFA method updated"))
}
