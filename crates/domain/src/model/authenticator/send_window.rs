//! Counts magic links in a time window.

use jiff::{SignedDuration, Timestamp};

/// Over what time links are counted.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// How many links were sent since a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendWindow {
    /// The moment.
    pub began_at: Timestamp,
    /// How many.
    pub sent: u32,
}

impl SendWindow {
    /// One more, or from when on the next may be sent. A clock that jumped back opens nothing.
    pub(crate) fn one_more(self, most: u32, now: Timestamp) -> std::result::Result<Self, Timestamp> {
        let ends_at = self.began_at.saturating_add(WINDOW).unwrap_or(Timestamp::MAX);
        if now >= ends_at {
            return Ok(Self { began_at: now, sent: 1 });
        }
        if self.sent >= most { Err(ends_at) } else { Ok(Self { sent: self.sent.saturating_add(1), ..self }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_in_an_hour_and_then_from_the_start() {
        let at = |minutes: i64| Timestamp::from_second(minutes * 60).unwrap();
        let mut window = SendWindow { began_at: at(100), sent: 0 };
        for sent in 1..=3 {
            window = window.one_more(3, at(101)).unwrap();
            assert_eq!(window.sent, sent);
        }
        assert_eq!(window.one_more(3, at(159)), Err(at(160)));
        assert_eq!(window.one_more(3, at(0)), Err(at(160)), "a clock that jumped back");
        assert_eq!(window.one_more(3, at(160)), Ok(SendWindow { began_at: at(160), sent: 1 }));
    }
}
