//! Limits the work on blocking threads, running or waiting for a thread.
//!
//! Without a limit all requests wait longer and longer until all of them miss their deadlines. With it the accepted ones
//! complete in time and the others are rejected at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error_response::ApiError;

/// Limits the number of concurrent pieces of work.
pub(crate) struct ConcurrencyLimit {
    permits: Arc<Semaphore>,
    limit: usize,
    is_rejecting: AtomicBool,
}

/// The permit of one piece of work; dropped when the work ends.
pub(crate) struct Permit {
    _permit: OwnedSemaphorePermit,
}

impl ConcurrencyLimit {
    pub(crate) fn new(limit: usize) -> Self {
        let limit = limit.clamp(1, Semaphore::MAX_PERMITS);
        Self { permits: Arc::new(Semaphore::new(limit)), limit, is_rejecting: AtomicBool::new(false) }
    }

    /// Fails with `Overloaded` while every permit is taken.
    pub(crate) fn check(&self) -> Result<(), ApiError> {
        self.acquire().map(drop)
    }

    /// Takes a permit, or fails with `Overloaded`. Logs when rejecting begins, and when half of the permits are free again.
    pub(crate) fn acquire(&self) -> Result<Permit, ApiError> {
        let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() else {
            if !self.is_rejecting.swap(true, Ordering::Relaxed) {
                log::warn!(limit = self.limit; "too many concurrent requests; new ones are rejected");
            }
            return Err(ApiError::Overloaded);
        };
        if self.is_rejecting.load(Ordering::Relaxed)
            && self.permits.available_permits() >= self.limit / 2
            && self.is_rejecting.swap(false, Ordering::Relaxed)
        {
            log::info!("new requests are accepted again");
        }
        Ok(Permit { _permit: permit })
    }
}
