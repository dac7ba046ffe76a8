//! The system's clock.

use std::time::Instant;

use jiff::Timestamp;
use portcullis_domain::{Clock, whole_microseconds};

/// The time that the system tells.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
    fn now(&self) -> Timestamp {
        whole_microseconds(Timestamp::now())
    }
}

/// For how long something lasted: a connection's rest, a transaction's life, the age of keys. Never goes back.
#[expect(clippy::disallowed_methods, reason = "durations, which a test gives by moments of its own")]
pub(crate) fn monotonic_now() -> Instant {
    Instant::now()
}
