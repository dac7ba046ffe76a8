//! `POST /mfa/enable`

use actix_web::http::Method;
use portcullis_domain::{Error, Permission, Rule};

use super::method_request::{INVALID_TYPE, METHOD_BODY, MethodRequest};
use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, BodyError, Failure, NO_TEXTS, Texts};
use crate::extractors::{Acting, Json};
use crate::responses::Message;
use crate::route::{Access, Documentation, Rate, Route};
use crate::signature::Endpoint;

/// Switches a kind of authenticator on.
pub const ENABLE: Route = Route {
    method: Method::POST,
    path: "/mfa/enable",
    access: Access::Member(Permission::ManageOwnMfa),
    rate: Rate::Requests,
    texts: Texts { invalid: INVALID_TYPE, failure: Failure::Documented("Failed to enable MFA"), ..NO_TEXTS },
    body: Some(METHOD_BODY),
    handler: || Endpoint::of(enable),
    errors: || vec![BodyError::Method.into(), Error::RuleBroken(Rule::NotConfigured).into()],
    documentation: Some(Documentation {
        id: "enableMfa",
        summary: "Switch on a kind of authenticator",
        description: "400 for a kind that was not set up.",
        examples: &[("done", r#"{"success":true,"message":"MFA method enabled"}"#)],
    }),
};

/// Permissions: any member, for themselves.
async fn enable(
    Acting(actor): Acting,
    Json(body): Json<MethodRequest>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    dispatcher.run(move |all| all.authenticator.set_enabled.execute(&actor, body.mfa_type.0, true)).await?;
    Ok(Message("MFA method enabled"))
}
