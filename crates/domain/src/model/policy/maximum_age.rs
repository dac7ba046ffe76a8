//! How long a verification counts.

use crate::{Error, Result};

/// Seconds from a verification on during which it counts: 5 minutes to 30 days, 12 hours by default. The upper bound is
/// the overall limit that NIST SP 800-63B-4 recommends at the lowest level (section 2.1.3); 12 hours is the one of the
/// highest (section 2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MaximumAge(u32);

impl MaximumAge {
    /// The least.
    pub const SHORTEST_SECONDS: u32 = 5 * 60;
    /// The most.
    pub const LONGEST_SECONDS: u32 = 30 * 24 * 60 * 60;

    /// That many seconds.
    pub fn seconds(seconds: u32) -> Result<Self> {
        if (Self::SHORTEST_SECONDS..=Self::LONGEST_SECONDS).contains(&seconds) {
            Ok(Self(seconds))
        } else {
            Err(Error::invalid("maximumAgeSeconds", "must be from 300 (5 minutes) to 2592000 (30 days)"))
        }
    }

    /// The number of seconds.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for MaximumAge {
    fn default() -> Self {
        Self(12 * 60 * 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_five_minutes_to_thirty_days() {
        for (seconds, taken) in [(0, false), (299, false), (300, true), (2_592_000, true), (2_592_001, false)] {
            assert_eq!(MaximumAge::seconds(seconds).is_ok(), taken, "{seconds}");
        }
        assert_eq!(MaximumAge::default().get(), 43_200);
    }
}
