//! The port that reads the time. No other code reads the system clock.

use jiff::Timestamp;

/// Reads the time. A use case reads it once and passes `now` down.
///
/// Implementations return whole microseconds, the precision of PostgreSQL, so that a stored time is read back unchanged.
/// [`whole_microseconds`] truncates to them.
pub trait Clock: Send + Sync {
    /// Returns the current time in UTC, in whole microseconds.
    fn now(&self) -> Timestamp;
}

/// Truncates a time to whole microseconds.
pub fn whole_microseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}
