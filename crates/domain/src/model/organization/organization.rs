//! The tenant.

use derive_more::Display;
use jiff::Timestamp;

use crate::model::identity::OrganizationId;
use crate::model::policy::MfaPolicy;
use crate::model::violation::Violation;

/// An organization's display name: 1 to 200 characters, none of them a control character, no space at either end.
#[derive(Debug, Display, Clone, PartialEq, Eq)]
pub struct OrganizationName(String);

impl OrganizationName {
    /// Checks the text, or returns the rule that it breaks.
    pub fn parse(text: impl Into<String>) -> Result<Self, Violation> {
        let text = text.into();
        if (1..=200).contains(&text.chars().count()) && !text.chars().any(char::is_control) && text.trim() == text {
            Ok(Self(text))
        } else {
            Err(Violation::new("must be 1 to 200 characters without control characters or outer spaces"))
        }
    }

    /// The string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An organization and its policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// The id.
    pub id: OrganizationId,
    /// The display name.
    pub name: OrganizationName,
    /// The policy.
    pub policy: MfaPolicy,
    /// The version of the stored row, from 1. A write compares and sets it.
    pub version: u64,
    /// When it was created here.
    pub created_at: Timestamp,
    /// When it ended. Look-ups leave out ended organizations unless asked for them.
    pub deleted_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::plain("Acme GmbH & Söhne", true)]
    #[case::longest(&"ü".repeat(200), true)]
    #[case::too_long(&"ü".repeat(201), false)]
    #[case::empty("", false)]
    #[case::blank(" ", false)]
    #[case::outer_space("Acme ", false)]
    #[case::nul("Ac\0me", false)]
    fn a_name_is_short_and_visible(#[case] text: &str, #[case] taken: bool) {
        assert_eq!(OrganizationName::parse(text).is_ok(), taken);
    }
}
