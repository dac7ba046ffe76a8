//! The system's clock.

use jiff::Timestamp;
use portcullis_domain::Clock;
use portcullis_domain::clock::whole_microseconds;

/// The time that the system tells.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
    fn now(&self) -> Timestamp {
        whole_microseconds(Timestamp::now())
    }
}
