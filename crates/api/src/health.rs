//! Whether the process runs, and whether it can serve.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::Services;
use crate::answer::message;
use crate::blocking::blocking;
use crate::refusal::ApiError;

/// `GET /livez`: answers while the process runs.
pub(crate) async fn live() -> HttpResponse {
    message("live")
}

/// `GET /readyz`: the store answers, its schema is not behind, and there are keys to verify tokens with.
pub(crate) async fn ready(services: Data<Services>) -> Result<HttpResponse, ApiError> {
    services.ports.identity.ready()?;
    let store = Arc::clone(&services.ports.store);
    blocking(move || store.ready()).await?;
    Ok(message("ready"))
}
