//! Collects the bytes of a request's body, within limits of time and size.

use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::{self, Bytes};
use actix_web::{FromRequest, HttpRequest};

use crate::error_response::BodyError;

/// From the end of the request's head to the end of its body.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Returns the whole body, of at most `limit` bytes; no bytes if there is no body. Fails with `TooLarge` as soon as the
/// announced or the received length is over the limit, with `TooSlow` after 5 s, and with `Syntax` if the body ends early
/// or is not properly chunked.
pub(crate) async fn body_bytes(request: &HttpRequest, mut payload: Payload, limit: usize) -> Result<Bytes, BodyError> {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limit)) {
        return Err(BodyError::TooLarge);
    }
    let Ok(body) = web::Payload::from_request(request, &mut payload).await else { return Err(BodyError::Syntax) };
    match tokio::time::timeout(TIMEOUT, body.to_bytes_limited(limit)).await {
        Ok(Ok(Ok(bytes))) => Ok(bytes),
        Ok(Ok(Err(_))) => Err(BodyError::Syntax),
        Ok(Err(_)) => Err(BodyError::TooLarge),
        Err(_) => Err(BodyError::TooSlow),
    }
}
