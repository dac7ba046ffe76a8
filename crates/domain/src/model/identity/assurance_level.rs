//! The assurance level of the identity provider's own MFA.

use derive_more::Display;

use crate::model::violation::Violation;

/// The level that the operator's mapping assigns to `acr` and `amr`. No level is the weakest: a password, or nothing known
/// (RFC 8176, section 3).
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[display("{}", self.as_str())]
pub enum AssuranceLevel {
    /// Multi-factor.
    Mfa,
    /// Multi-factor and phishing-resistant (NIST SP 800-63B-4, section 3.2.5).
    PhishingResistant,
}

impl AssuranceLevel {
    /// Every level, the weaker first.
    pub const ALL: [Self; 2] = [Self::Mfa, Self::PhishingResistant];

    /// The stable name, as stored and audited.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mfa => "mfa",
            Self::PhishingResistant => "phishing_resistant",
        }
    }

    /// The level with this exact name.
    pub fn parse(name: &str) -> Result<Self, Violation> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str() == name)
            .ok_or_else(|| Violation::new("must be mfa or phishing_resistant"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn level_parses_exact_names_only() {
        assert_eq!(AssuranceLevel::ALL.map(AssuranceLevel::as_str), ["mfa", "phishing_resistant"]);
        for level in AssuranceLevel::ALL {
            assert_eq!(AssuranceLevel::parse(level.as_str()).ok(), Some(level));
        }
        assert!(AssuranceLevel::parse("MFA").is_err() && AssuranceLevel::parse("").is_err());
    }
}
