//! How much may be under way at once: what runs on blocking threads, and what waits for one.
//!
//! Without a bound everybody waits longer and longer, until all of them are refused for having waited too long. With it
//! those who are let in are served in time, and the others are told at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::refusal::ApiError;

/// Lets work in, up to a number.
pub(crate) struct Admission {
    places: Arc<Semaphore>,
    most: usize,
    refusing: AtomicBool,
}

/// The place of one piece of work; given back when it is over.
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Admission {
    pub(crate) fn of(most: usize) -> Self {
        let most = most.clamp(1, Semaphore::MAX_PERMITS);
        Self { places: Arc::new(Semaphore::new(most)), most, refusing: AtomicBool::new(false) }
    }

    /// A place, or that there is none. The log is told when refusing begins, and when half of the places are free again.
    pub(crate) fn enter(&self) -> Result<Place, ApiError> {
        let Ok(permit) = Arc::clone(&self.places).try_acquire_owned() else {
            if !self.refusing.swap(true, Ordering::Relaxed) {
                log::warn!(most = self.most; "too much is asked at once; new work is refused");
            }
            return Err(ApiError::Overloaded);
        };
        if self.refusing.load(Ordering::Relaxed)
            && self.places.available_permits() >= self.most / 2
            && self.refusing.swap(false, Ordering::Relaxed)
        {
            log::info!("new work is taken again");
        }
        Ok(Place { _permit: permit })
    }
}
