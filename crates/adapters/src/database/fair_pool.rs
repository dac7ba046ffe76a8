//! A pool whose connections go to whoever waited longest.
//!
//! r2d2 gives a connection to whichever thread asks first after it came back, and that is most often the thread which
//! brought it and has more to do. Under load the others would wait until their time is over.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::FairMutex;
use portcullis_domain::{Error, Result};
use r2d2::{Pool, PooledConnection};

use super::manager::{Manager, monotonic_now};

/// Connections, in turn.
#[derive(Debug, Clone)]
pub(super) struct FairPool {
    pool: Pool<Manager>,
    turn: Arc<FairMutex<()>>,
    acquire: Duration,
}

impl FairPool {
    /// At most so many, none of which is opened yet.
    pub(super) fn new(manager: Manager, size: u32) -> Self {
        let acquire = manager.patience.acquire;
        let pool =
            Pool::builder().max_size(size).min_idle(Some(1)).connection_timeout(acquire).build_unchecked(manager);
        Self { pool, turn: Arc::default(), acquire }
    }

    /// One of them, when it is this thread's turn.
    pub(super) fn get(&self) -> Result<PooledConnection<Manager>> {
        let until = monotonic_now() + self.acquire;
        let turn = self.turn.try_lock_until(until);
        let _turn = turn.ok_or_else(|| Error::unavailable("no connection was free in time"))?;
        self.pool.get_timeout(until.saturating_duration_since(monotonic_now())).map_err(Error::unavailable)
    }
}
