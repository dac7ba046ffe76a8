//! The only way to the time.

use jiff::Timestamp;

/// Tells the time. A use case reads it once and passes `now` down.
///
/// An implementation gives whole microseconds: PostgreSQL keeps no more, and what is read back must equal what was
/// written. [`whole_microseconds`] makes them so.
pub trait Clock: Send + Sync {
    /// The present moment, in UTC, in whole microseconds.
    fn now(&self) -> Timestamp;
}

/// The same moment without what a store would lose: everything below a microsecond.
pub fn whole_microseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}
