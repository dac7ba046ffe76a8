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

/// `GET /readyz`: the store answers and its schema is not behind.
pub(crate) async fn ready(services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let store = Arc::clone(&services.ports.store);
    blocking(move || store.ready()).await?;
    Ok(message("ready"))
}
