//! `POST /mfa/magic-link/send`

use actix_web::http::Method;
use portcullis_domain::{Error, Permission, Resource, Rule};

use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, Failure, NO_TEXTS, Texts};
use crate::extractors::Acting;
use crate::responses::Message;
use crate::route::{Access, Documentation, PUBLIC, Rate, Route};
use crate::signature::Endpoint;

/// Sends the caller a link.
pub const SEND: Route = Route {
    method: Method::POST,
    path: "/mfa/magic-link/send",
    access: Access::Member(Permission::ManageOwnMfa),
    rate: Rate::Requests,
    texts: Texts { not_found: "User not found", failure: Failure::Documented("Failed to send magic link"), ..NO_TEXTS },
    handler: || Endpoint::of(send),
    errors: || {
        vec![
            Error::NotFound(Resource::Membership).into(),
            Error::RuleBroken(Rule::NotConfigured).into(),
            Error::RuleBroken(Rule::MethodUnavailable).into(),
            Error::RuleBroken(Rule::AddressTooNew).into(),
            Error::TooManyAttempts(jiff::SignedDuration::from_mins(15)).into(),
        ]
    },
    documentation: Some(Documentation {
        id: "sendMagicLink",
        summary: "Send a link to the caller's own address",
        description: "Takes no body. The link is valid once, for ten minutes, in the session that asked for it, and \
            invalidates the one before in that session. The code on its page is sent to `/mfa/verify-login` as `token`. Five an hour in \
            each session, 20 for each member, of which five are kept for sessions that verified. 404 for callers without an address, 400 for callers who have not set up links, \
            403 for 24 hours after their address was changed.",
        examples: &[("sent", r#"{"success":true,"message":"Magic link sent successfully"}"#)],
    }),
    ..PUBLIC
};

/// Permissions: any member, for themselves.
async fn send(Acting(actor): Acting, dispatcher: Dispatcher) -> Result<Message, ApiError> {
    dispatcher.run(move |all| all.authenticator.send_magic_link.execute(&actor)).await?;
    Ok(Message("Magic link sent successfully"))
}
