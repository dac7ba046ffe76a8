//! How long a unit of work may wait, and live.

use std::time::Duration;

/// The waits of a store's units of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection of the pool.
    pub(crate) acquire: Duration,
    /// For another's lock: the organization in PostgreSQL, the one writer in SQLite.
    pub(crate) lock: Duration,
    /// From asking for a connection until the commit begins. One that took longer is not committed: somebody may have
    /// been told already that it failed, and has gone on from there.
    pub(crate) lifetime: Option<Duration>,
}

impl Timeouts {
    /// For answers that have a deadline of 5 s, of which a request may have waited half before it comes here. What takes
    /// more than one unit of work has a later one.
    pub const SERVING: Self = Self {
        acquire: Duration::from_secs(1),
        lock: Duration::from_millis(1_500),
        lifetime: Some(Duration::from_secs(2)),
    };

    /// For somebody at the command line, who waits, and whose import may take as long as it takes.
    pub const COMMAND: Self = Self { acquire: Duration::from_secs(3), lock: Duration::from_secs(10), lifetime: None };
}
