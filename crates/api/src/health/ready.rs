//! `GET /readyz`

use actix_web::web::Data;
use portcullis_domain::Error;

use super::Readiness;
use crate::error_response::ApiError;
use crate::responses::Message;
use crate::route::{Documentation, PUBLIC, Route};
use crate::signature::Endpoint;

/// The readiness probe.
pub const READYZ: Route = Route {
    path: "/readyz",
    handler: || Endpoint::of(ready),
    errors: || vec![Error::unavailable("").into()],
    documentation: Some(Documentation {
        id: "ready",
        summary: "Check that requests can be served",
        description: "200 if the database answers, its schema is not older than the program, and the identity provider's \
            keys are loaded. For load balancers.",
        examples: &[("ready", r#"{"success":true,"message":"ready"}"#)],
    }),
    ..PUBLIC
};

async fn ready(readiness: Data<Readiness>) -> Result<Message, ApiError> {
    readiness.check().await?;
    Ok(Message("ready"))
}
