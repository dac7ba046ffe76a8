//! Answers that are a success.

use actix_web::HttpResponse;
use serde::Serialize;

#[derive(Serialize)]
struct Envelope<'a> {
    success: bool,
    message: &'a str,
}

#[derive(Serialize)]
struct Data<T> {
    success: bool,
    data: T,
}

/// 200 with something to read.
pub(crate) fn data(data: impl Serialize) -> HttpResponse {
    HttpResponse::Ok().json(Data { success: true, data })
}

/// 200 that has only something to say.
pub(crate) fn message(message: &str) -> HttpResponse {
    HttpResponse::Ok().json(Envelope { success: true, message })
}
