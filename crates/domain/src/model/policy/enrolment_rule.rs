//! What a member's first authenticator needs.

use derive_more::Display;

use crate::model::violation::Violation;

/// What a member's first authenticator, and the first after a reset, needs before it counts.
#[derive(Debug, Display, Clone, Copy, Default, PartialEq, Eq)]
#[display("{}", self.as_str())]
pub enum EnrolmentRule {
    /// Nothing: the member's first factor is enough.
    #[default]
    Open,
    /// A confirmation by a second channel.
    Confirmed,
}

impl EnrolmentRule {
    /// Every rule.
    pub const ALL: [Self; 2] = [Self::Open, Self::Confirmed];

    /// The stable name, as stored and audited.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => "confirmed",
        }
    }

    /// The rule with this exact name.
    pub fn parse(name: &str) -> Result<Self, Violation> {
        let rule = Self::ALL.into_iter().find(|rule| rule.as_str() == name);
        rule.ok_or_else(|| Violation::new("must be open or confirmed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_parses_exact_names_only() {
        for rule in EnrolmentRule::ALL {
            assert_eq!(EnrolmentRule::parse(rule.as_str()).ok(), Some(rule));
        }
        assert!(EnrolmentRule::parse("").is_err() && EnrolmentRule::parse("Open").is_err());
    }
}
