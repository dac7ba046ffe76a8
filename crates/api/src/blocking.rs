//! The one crossing from async into the synchronous domain.

use std::time::Duration;

use actix_web::web;
use portcullis_domain::{Error, Result};

use crate::refusal::ApiError;

/// By when every answer is given. What still runs then runs on, and its outcome is unknown to the client.
const DEADLINE: Duration = Duration::from_secs(5);

/// Runs `work` on the pool of blocking threads. A panic there ends this request and nothing else.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> std::result::Result<T, ApiError> {
    match tokio::time::timeout(DEADLINE, web::block(work)).await {
        Ok(Ok(outcome)) => Ok(outcome?),
        Ok(Err(_)) => Err(ApiError::Panicked),
        Err(_) => Err(Error::unavailable("not done within the deadline of an answer").into()),
    }
}
