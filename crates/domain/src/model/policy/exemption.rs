//! Time-limited exemptions of members from MFA.

use derive_more::Display;
use jiff::{SignedDuration, Timestamp};

use crate::model::violation::Violation;

/// The reason for an exception: 1 to 500 characters, none of them a control character, not blank.
#[derive(Debug, Display, Clone, PartialEq, Eq)]
pub struct Justification(String);

impl Justification {
    /// Checks the text, or returns the rule that it breaks.
    pub fn parse(text: impl Into<String>) -> Result<Self, Violation> {
        let text = text.into();
        if (1..=500).contains(&text.chars().count()) && !text.chars().any(char::is_control) && !text.trim().is_empty() {
            Ok(Self(text))
        } else {
            Err(Violation::new("must be 1 to 500 characters without control characters, and not blank"))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A member's exemption from MFA. It always has a reason, a grantor and an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption {
    /// The reason.
    pub reason: Justification,
    /// Who granted it: a subject, `operator NAME` or `client NAME`.
    pub granted_by: String,
    /// When it was granted.
    pub granted_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
}

/// The longest exception: as long as the longest grace period.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 90);

/// Checks that an exception that begins `now` may end at `end`.
pub(crate) fn checked_end(end: Timestamp, now: Timestamp) -> Result<Timestamp, Violation> {
    if end.duration_since(now) > LONGEST {
        return Err(Violation::new("must be at most 90 days ahead"));
    }
    Ok(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reason_is_not_blank() {
        for (text, taken) in [("on leave", true), ("", false), (" ", false), ("a\nb", false)] {
            let parsed = Justification::parse(text).ok();
            assert_eq!(parsed.as_ref().map(Justification::as_str), taken.then_some(text));
        }
        assert!(Justification::parse("ü".repeat(500)).is_ok() && Justification::parse("ü".repeat(501)).is_err());
    }

    #[test]
    fn an_exception_ends_within_ninety_days() {
        let now = Timestamp::UNIX_EPOCH;
        let at = |seconds: i64| Timestamp::from_second(90 * 86_400 + seconds).unwrap_or_default();
        for (end, taken) in [(at(-1), true), (at(0), true), (at(1), false)] {
            assert_eq!(checked_end(end, now).is_ok(), taken, "{end}");
        }
    }
}
