//! How long a member may still pass after MFA is demanded.

use crate::{Error, Result};

/// Whole days, 0 to 90, counted from the later of the demand and the member's first joining.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct GracePeriod(u8);

impl GracePeriod {
    /// The most days.
    pub const LONGEST_DAYS: u8 = 90;

    /// That many days.
    pub fn days(days: u32) -> Result<Self> {
        match u8::try_from(days) {
            Ok(days) if days <= Self::LONGEST_DAYS => Ok(Self(days)),
            _ => Err(Error::invalid("gracePeriodDays", "must be from 0 to 90")),
        }
    }

    /// The number of days.
    pub fn get(self) -> u8 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_none_to_ninety_days() {
        for (days, taken) in [(0, true), (1, true), (90, true), (91, false), (256, false), (u32::MAX, false)] {
            assert_eq!(GracePeriod::days(days).is_ok(), taken, "{days}");
        }
    }
}
