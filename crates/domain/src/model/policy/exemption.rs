//! A member of whom MFA is not demanded for a while.

use derive_more::Display;
use jiff::{SignedDuration, Timestamp};

use crate::{Error, Result};

/// Why an administrator made an exception: 1 to 500 characters, none of them a control character, not blank.
#[derive(Debug, Display, Clone, PartialEq, Eq)]
pub struct Justification(String);

impl Justification {
    /// Takes the text as it is, or says which rule it breaks.
    pub fn parse(text: impl Into<String>) -> Result<Self> {
        let text = text.into();
        if (1..=500).contains(&text.chars().count()) && !text.chars().any(char::is_control) && !text.trim().is_empty() {
            Ok(Self(text))
        } else {
            Err(Error::invalid("reason", "must be 1 to 500 characters without control characters, and not blank"))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// That MFA is not demanded of a member: never without a reason, somebody who granted it, and an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption {
    /// Why.
    pub reason: Justification,
    /// Who granted it: a subject, `operator NAME` or `client NAME`.
    pub granted_by: String,
    /// When.
    pub granted_at: Timestamp,
    /// From when on it counts no longer. Nobody has to take it back.
    pub ends_at: Timestamp,
}

/// The longest that an exception lasts: as long as the longest grace period.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 90);

/// The end of an exception that somebody asked for, if it is one that may be granted `now`.
pub(crate) fn checked_end(field: &str, end: Timestamp, now: Timestamp) -> Result<Timestamp> {
    if end.duration_since(now) > LONGEST {
        return Err(Error::invalid(field, "must be at most 90 days ahead"));
    }
    Ok(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_something() {
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
            assert_eq!(checked_end("until", end, now).is_ok(), taken, "{end}");
        }
    }
}
