//! Reads the bytes of a JSON body.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;

use crate::body_bytes::body_bytes;
use crate::error_response::BodyError;

/// Reads a JSON body of at most `limit` bytes. Without a body the bytes are empty, whatever the `Content-Type`.
pub(crate) async fn read(request: &HttpRequest, payload: Payload, limit: usize) -> Result<Bytes, BodyError> {
    let bytes = body_bytes(request, payload, limit).await?;
    if bytes.is_empty() || is_json(request) { Ok(bytes) } else { Err(BodyError::MediaType) }
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
