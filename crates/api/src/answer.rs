//! Answers that are a success.

use actix_web::HttpResponse;
use serde::Serialize;

#[derive(Serialize)]
struct Envelope<'a> {
    success: bool,
    message: &'a str,
}

/// 200 that has only something to say.
pub(crate) fn message(message: &str) -> HttpResponse {
    HttpResponse::Ok().json(Envelope { success: true, message })
}
