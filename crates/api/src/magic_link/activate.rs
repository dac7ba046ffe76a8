//! `POST /mfa/magic-link/activate`

use actix_web::http::Method;
use deserr::Deserr;
use portcullis_domain::{Error, Resource};
use utoipa::ToSchema;

use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, Failure, NO_TEXTS, Texts};
use crate::extractors::Json;
use crate::responses::Message;
use crate::route::{Body, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::violations::Violations;

const BAD_TOKEN: &str = "Invalid or expired token";

/// Activates links as an authenticator.
pub const ACTIVATE: Route = Route {
    method: Method::POST,
    path: "/mfa/magic-link/activate",
    texts: Texts {
        invalid: BAD_TOKEN,
        rejected: BAD_TOKEN,
        not_found: "User not found or inactive",
        failure: Failure::Documented("Failed to activate magic link MFA"),
        ..NO_TEXTS
    },
    body: Some(Body {
        required: true,
        limit: 4 * 1024,
        example: r#"{"token":"0000000000000000000000000000000000000000000000000000000000000000"}"#,
    }),
    handler: || Endpoint::of(activate),
    errors: || vec![ApiError::ProofRejected, Error::NotFound(Resource::Membership).into()],
    documentation: Some(Documentation {
        id: "activateMagicLink",
        summary: "Prove that the member receives mail at the address that links go to",
        description: "Takes no `Authorization`: the token of the mail names the member. It verifies no session.",
        examples: &[("activated", r#"{"success":true,"message":"Magic link MFA activated successfully"}"#)],
    }),
    ..PUBLIC
};

/// The token of a link.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations)]
struct ActivateRequest {
    /// The token in the link.
    token: String,
}

/// Permissions: the holder of the link.
async fn activate(Json(body): Json<ActivateRequest>, dispatcher: Dispatcher) -> Result<Message, ApiError> {
    let activated = dispatcher.run(move |all| all.authenticator.activate_magic_link.execute(&body.token)).await?;
    if activated { Ok(Message("Magic link MFA activated successfully")) } else { Err(ApiError::ProofRejected) }
}
