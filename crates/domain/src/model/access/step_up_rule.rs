//! What an administrative call requires of the administrator.

use crate::model::violation::Violation;

/// What an administrative call requires of the administrator. Operators and clients are never asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepUpRule {
    /// Nothing. For tests.
    Off,
    /// While the organization enforces MFA, a write requires a session that was verified within this time. Any other call
    /// requires that the gate would allow the caller, and fresh evidence if the caller holds an active authenticator.
    Guarded(ManagementAge),
    /// Every call requires a verified session, a write one that was verified within this time.
    Always(ManagementAge),
}

impl Default for StepUpRule {
    fn default() -> Self {
        Self::Guarded(ManagementAge::default())
    }
}

/// The maximum age of a verification that opens administrative writes, in seconds: 1 minute to 12 hours, 10 minutes by
/// default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManagementAge(u32);

impl ManagementAge {
    /// A maximum age of `seconds` seconds.
    pub fn seconds(seconds: u32) -> Result<Self, Violation> {
        if (60..=12 * 60 * 60).contains(&seconds) {
            Ok(Self(seconds))
        } else {
            Err(Violation::new("must be from 60 (a minute) to 43200 (12 hours)"))
        }
    }

    /// The number of seconds.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for ManagementAge {
    fn default() -> Self {
        Self(10 * 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn management_age_is_a_minute_to_twelve_hours() {
        for (seconds, taken) in [(59, false), (60, true), (600, true), (43_200, true), (43_201, false)] {
            assert_eq!(ManagementAge::seconds(seconds).is_ok(), taken, "{seconds}");
        }
        assert_eq!(StepUpRule::default(), StepUpRule::Guarded(ManagementAge(600)));
    }
}
