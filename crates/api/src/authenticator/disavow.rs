//! `POST /mfa/enrolment/disavow`

use actix_web::http::Method;
use deserr::Deserr;
use utoipa::ToSchema;

use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, NO_TEXTS, Texts};
use crate::extractors::Json;
use crate::responses::Message;
use crate::route::{Body, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::violations::Violations;

const BAD_TOKEN: &str = "Invalid or expired token";

/// Disavows an authenticator by the token in the notice about it.
pub const DISAVOW: Route = Route {
    method: Method::POST,
    path: "/mfa/enrolment/disavow",
    texts: Texts { rejected: BAD_TOKEN, ..NO_TEXTS },
    body: Some(Body {
        required: true,
        limit: 4 * 1024,
        example: r#"{"token":"0000000000000000000000000000000000000000000000000000000000000000"}"#,
    }),
    handler: || Endpoint::of(disavow),
    errors: || vec![ApiError::ProofRejected],
    documentation: Some(Documentation {
        id: "disavowAuthenticator",
        summary: "Suspend an authenticator that the member did not enrol",
        description: "Takes no `Authorization`: the token of the mail about the authenticator names it, counts once, within \
            seven days. Suspends the authenticator and those enrolled after it, also if it was replaced or removed, ends the \
            member's sessions and recovery codes, and informs the administrators. The member's next enrolment needs an `enrolmentCode` that an administrator, a client or an \
            operator made.",
        examples: &[("suspended", r#"{"success":true,"message":"Authenticator suspended"}"#)],
    }),
    ..PUBLIC
};

/// The token of a notice.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations, deny_unknown_fields)]
#[serde(deny_unknown_fields)]
struct DisavowRequest {
    /// The token in the link.
    token: String,
}

/// Permissions: the holder of the link.
async fn disavow(Json(body): Json<DisavowRequest>, dispatcher: Dispatcher) -> Result<Message, ApiError> {
    let disavowed = dispatcher.run(move |all| all.authenticator.disavow.execute(&body.token)).await?;
    if disavowed { Ok(Message("Authenticator suspended")) } else { Err(ApiError::ProofRejected) }
}
