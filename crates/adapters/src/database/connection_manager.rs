//! How the pool opens, tests and drops connections.
//!
//! Diesel's own manager has a trap: without a test at every check-out a connection whose server went away stays in the
//! pool for ever, and with one every unit of work pays a round trip. Here a connection goes when Diesel's account of its
//! transactions is anything but "fine, and none open", which a dead one's is after its first failure in a transaction, and
//! is asked whether it lives only after it has rested, or after something failed on it outside of one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{SimpleConnection, TransactionManager, TransactionManagerStatus};
use diesel::result::{ConnectionError, Error as DieselError};

use super::connection::{AnyConnection, AccessMode};
use super::patience::Timeouts;
use super::url::DatabaseUrl;
use crate::clock::monotonic_now;

/// A connection that was used less long ago is taken to be alive.
const RESTED: Duration = Duration::from_secs(1);

/// A connection in the pool.
pub(crate) struct MonitoredConnection {
    pub(crate) connection: AnyConnection,
    /// When it was last known to live; `None` once that is in doubt.
    seen: Option<Instant>,
}

impl MonitoredConnection {
    /// Something outside of any transaction failed on it: before anybody else gets it, it is asked whether it lives.
    /// Diesel's account knows nothing of such a failure.
    pub(super) fn doubt(&mut self) {
        self.seen = None;
    }
}

/// Opens connections to one database.
#[derive(Debug)]
pub(crate) struct ConnectionManager {
    pub(crate) url: DatabaseUrl,
    pub(crate) mode: AccessMode,
    pub(crate) timeouts: Timeouts,
    /// How many were ever opened.
    pub(crate) opened: Arc<AtomicU64>,
}

/// Why a connection could not be had. Never names the URL.
#[derive(Debug, derive_more::Display, derive_more::Error, derive_more::From)]
pub(crate) enum CheckoutError {
    #[display("no connection: {_0}")]
    Connect(ConnectionError),
    #[display("the connection does not answer: {_0}")]
    Ping(DieselError),
}

impl r2d2::ManageConnection for ConnectionManager {
    type Connection = MonitoredConnection;
    type Error = CheckoutError;

    fn connect(&self) -> Result<MonitoredConnection, CheckoutError> {
        let connection = AnyConnection::open(&self.url, self.mode, self.timeouts)?;
        self.opened.fetch_add(1, Ordering::Relaxed);
        Ok(MonitoredConnection { connection, seen: Some(monotonic_now()) })
    }

    fn is_valid(&self, pooled: &mut MonitoredConnection) -> Result<(), CheckoutError> {
        let now = monotonic_now();
        if pooled.seen.is_none_or(|seen| now.duration_since(seen) >= RESTED) {
            pooled.connection.batch_execute("SELECT 1")?;
        }
        pooled.seen = Some(now);
        Ok(())
    }

    fn has_broken(&self, pooled: &mut MonitoredConnection) -> bool {
        !matches!(
            <AnyConnection as diesel::Connection>::TransactionManager::transaction_manager_status_mut(
                &mut pooled.connection
            ),
            TransactionManagerStatus::Valid(status) if status.transaction_depth().is_none()
        )
    }
}
