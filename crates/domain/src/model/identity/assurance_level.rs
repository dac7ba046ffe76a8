//! How strong the identity provider's own MFA was.

use derive_more::Display;

use crate::{Error, Result};

/// The level that the operator's mapping reads from `acr` and `amr`. No level is the weakest: a password, or nothing that
/// is known (RFC 8176, section 3).
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[display("{}", self.as_str())]
pub enum AssuranceLevel {
    /// More than one factor.
    Mfa,
    /// More than one, and nothing that a false page could ask for (NIST SP 800-63B-4, section 3.2.5).
    PhishingResistant,
}

impl AssuranceLevel {
    /// Every level, the weaker first.
    pub const ALL: [Self; 2] = [Self::Mfa, Self::PhishingResistant];

    /// The name, exactly as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mfa => "mfa",
            Self::PhishingResistant => "phishing_resistant",
        }
    }

    /// The level of exactly this name.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str() == name)
            .ok_or_else(|| Error::invalid("level", "must be mfa or phishing_resistant"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_read_by_its_exact_name() {
        assert_eq!(AssuranceLevel::ALL.map(AssuranceLevel::as_str), ["mfa", "phishing_resistant"]);
        for level in AssuranceLevel::ALL {
            assert_eq!(AssuranceLevel::parse(level.as_str()).ok(), Some(level));
        }
        assert!(AssuranceLevel::parse("MFA").is_err() && AssuranceLevel::parse("").is_err());
    }
}
