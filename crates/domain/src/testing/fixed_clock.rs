//! A clock that tests set.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

use crate::ports::Clock;

/// A clock that shows a fixed time until a test advances it.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that shows this time (RFC 3339).
    pub fn at(moment: &str) -> Self {
        match moment.parse::<Timestamp>() {
            Ok(at) => Self(AtomicI64::new(at.as_microsecond())),
            Err(error) => panic!("{moment}: {error}"),
        }
    }

    /// Advances the clock by this many seconds; negative numbers set it back.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        match Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)) {
            Ok(now) => now,
            Err(error) => panic!("{error}"),
        }
    }
}
