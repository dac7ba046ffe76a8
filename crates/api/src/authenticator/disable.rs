//! `POST /mfa/disable`

use actix_web::http::Method;
use portcullis_domain::{Error, Permission, Rule};

use super::method_request::{INVALID_TYPE, METHOD_BODY, MethodRequest};
use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, BodyError, Failure, NO_TEXTS, Texts};
use crate::extractors::{Acting, Json};
use crate::responses::Message;
use crate::route::{Access, Documentation, Rate, Route};
use crate::signature::Endpoint;

/// Switches a kind of authenticator off.
pub const DISABLE: Route = Route {
    method: Method::POST,
    path: "/mfa/disable",
    access: Access::Member(Permission::ManageOwnMfa),
    rate: Rate::Requests,
    texts: Texts { invalid: INVALID_TYPE, failure: Failure::Documented("Failed to disable MFA"), ..NO_TEXTS },
    body: Some(METHOD_BODY),
    handler: || Endpoint::of(disable),
    errors: || {
        vec![
            BodyError::Method.into(),
            Error::RuleBroken(Rule::NotConfigured).into(),
            Error::RuleBroken(Rule::EnforcedByOrganization).into(),
        ]
    },
    documentation: Some(Documentation {
        id: "disableMfa",
        summary: "Switch off a kind of authenticator",
        description: "Ends the sessions that were verified with it. 403 for the last authenticator that counts while the organization enforces MFA.",
        examples: &[("done", r#"{"success":true,"message":"MFA method disabled"}"#)],
    }),
};

/// Permissions: any member, for themselves.
async fn disable(
    Acting(actor): Acting,
    Json(body): Json<MethodRequest>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    dispatcher.run(move |all| all.authenticator.set_enabled.execute(&actor, body.mfa_type.0, false)).await?;
    Ok(Message("MFA method disabled"))
}
