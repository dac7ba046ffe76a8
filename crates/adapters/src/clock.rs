//! The system clock.

use std::time::Instant;

use jiff::Timestamp;
use portcullis_domain::{Clock, whole_microseconds};

/// Reads the system clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the only place that reads the system clock")]
    fn now(&self) -> Timestamp {
        whole_microseconds(Timestamp::now())
    }
}

/// Returns a moment of the monotonic clock, for durations: a connection's idle time, a transaction's age, a key's age.
#[expect(clippy::disallowed_methods, reason = "durations; tests pass moments of their own")]
pub(crate) fn monotonic_now() -> Instant {
    Instant::now()
}
