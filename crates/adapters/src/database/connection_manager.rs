//! Opens, checks and discards the pool's connections.
//!
//! Diesel's own manager has a flaw: without a check at every check-out, a connection whose server went away stays in the
//! pool for ever; with one, every transaction costs a round trip. This manager discards a connection when Diesel reports
//! a broken or open transaction, which a dead connection shows after its first failure in a transaction. It runs
//! `SELECT 1` only on connections that were idle for a second or that failed outside a transaction.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{SimpleConnection, TransactionManager, TransactionManagerStatus};
use diesel::result::{ConnectionError, Error as DieselError};

use super::connection::{AccessMode, AnyConnection};
use super::timeouts::Timeouts;
use super::url::DatabaseUrl;
use crate::clock::monotonic_now;

/// A connection that was used within this time is assumed to work.
const IDLE_BEFORE_CHECK: Duration = Duration::from_secs(1);

/// A connection of the pool and when it last worked.
pub(crate) struct MonitoredConnection {
    pub(crate) connection: AnyConnection,
    /// When it last worked; `None` if that is in doubt.
    last_seen: Option<Instant>,
}

impl MonitoredConnection {
    /// Makes the next check-out test the connection. To be called after a failure outside a transaction, which Diesel
    /// does not record.
    pub(super) fn mark_suspect(&mut self) {
        self.last_seen = None;
    }
}

/// Opens connections to one database.
#[derive(Debug)]
pub(crate) struct ConnectionManager {
    pub(crate) url: DatabaseUrl,
    pub(crate) mode: AccessMode,
    pub(crate) timeouts: Timeouts,
    /// The number of connections opened so far.
    pub(crate) opened: Arc<AtomicU64>,
}

/// A connection failure. Never names the URL.
#[derive(Debug, derive_more::Display, derive_more::Error, derive_more::From)]
pub(crate) enum ConnectionFailure {
    #[display("cannot connect: {_0}")]
    Connect(ConnectionError),
    #[display("the connection does not answer: {_0}")]
    Check(DieselError),
}

impl r2d2::ManageConnection for ConnectionManager {
    type Connection = MonitoredConnection;
    type Error = ConnectionFailure;

    fn connect(&self) -> Result<MonitoredConnection, ConnectionFailure> {
        let connection = AnyConnection::open(&self.url, self.mode, self.timeouts)?;
        self.opened.fetch_add(1, Ordering::Relaxed);
        Ok(MonitoredConnection { connection, last_seen: Some(monotonic_now()) })
    }

    fn is_valid(&self, pooled: &mut MonitoredConnection) -> Result<(), ConnectionFailure> {
        let now = monotonic_now();
        if pooled.last_seen.is_none_or(|seen| now.duration_since(seen) >= IDLE_BEFORE_CHECK) {
            pooled.connection.batch_execute("SELECT 1")?;
        }
        pooled.last_seen = Some(now);
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
