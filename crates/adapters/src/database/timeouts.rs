//! How long a transaction may wait and last.

use std::time::Duration;

/// Time limits of a store's transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// The longest wait for a connection of the pool.
    pub(crate) acquire: Duration,
    /// The longest wait for a lock: an organization's row on PostgreSQL, the write lock on SQLite.
    pub(crate) lock: Duration,
    /// The longest time from the request for a connection to the start of the commit. A transaction that took longer is
    /// not committed, because its client may already have received an error.
    pub(crate) transaction: Option<Duration>,
}

impl Timeouts {
    /// Limits for requests, which have a deadline of 5 s and may spend half of it in the queue. Requests of more than
    /// one transaction have a later deadline.
    pub const SERVING: Self = Self {
        acquire: Duration::from_secs(1),
        lock: Duration::from_millis(1_500),
        transaction: Some(Duration::from_secs(2)),
    };

    /// Limits for the command line: longer waits, and no limit for a long import.
    pub const COMMAND: Self =
        Self { acquire: Duration::from_secs(3), lock: Duration::from_secs(10), transaction: None };
}
