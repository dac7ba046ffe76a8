//! Reads the bytes of a body within its time and size, or not at all.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, BytesMut};
use futures_util::StreamExt;

use crate::error_response::BodyError;

/// The time in which a body must be complete, counted from the end of the head.
const DEADLINE: Duration = Duration::from_secs(5);

/// Reads a JSON body of at most `limit` bytes. Without a body the bytes are empty, whatever the `Content-Type`.
pub(crate) async fn read(request: &HttpRequest, payload: Payload, limit: usize) -> Result<Bytes, BodyError> {
    let body = tokio::time::timeout(DEADLINE, collect(request, payload, limit)).await;
    let bytes = body.map_err(|_| BodyError::TooSlow)??;
    if bytes.is_empty() || is_json(request) { Ok(bytes) } else { Err(BodyError::MediaType) }
}

async fn collect(request: &HttpRequest, mut payload: Payload, limit: usize) -> Result<Bytes, BodyError> {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limit)) {
        return Err(BodyError::TooLarge);
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| BodyError::Syntax)?;
        if body.len() + chunk.len() > limit {
            return Err(BodyError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Whether the body is `application/json` in UTF-8 (RFC 8259 allows no other encoding).
fn is_json(request: &HttpRequest) -> bool {
    let mut headers = request.headers().get_all(CONTENT_TYPE);
    let (Some(header), None) = (headers.next(), headers.next()) else { return false };
    let Ok(text) = header.to_str() else { return false };
    let mut parts = text.split(';').map(str::trim);
    parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
                value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            _ => true,
        })
}
