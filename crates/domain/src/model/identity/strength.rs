//! How strong a use of an authenticator is.

use super::{AssuranceLevel, Method};

/// The strength of evidence and of the authenticators that give it, the weaker first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// A link in an e-mail.
    Link,
    /// A one-time password, or the identity provider's MFA.
    OneTimePassword,
    /// A passkey, or the identity provider's phishing-resistant MFA.
    PhishingResistant,
}

impl Method {
    /// The strength. A recovery code has none: it opens enrolment and login, and no administration.
    pub fn strength(self) -> Option<Strength> {
        match self {
            Self::MagicLink => Some(Strength::Link),
            Self::Totp => Some(Strength::OneTimePassword),
            Self::Passkey => Some(Strength::PhishingResistant),
            Self::RecoveryCode => None,
        }
    }
}

impl AssuranceLevel {
    /// The strength.
    pub fn strength(self) -> Strength {
        match self {
            Self::Mfa => Strength::OneTimePassword,
            Self::PhishingResistant => Strength::PhishingResistant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkey_is_stronger_than_one_time_password_and_link() {
        let [link, code, passkey] = [Method::MagicLink, Method::Totp, Method::Passkey].map(Method::strength);
        assert!(None < link && link < code && code < passkey);
        assert_eq!(code, Some(AssuranceLevel::Mfa.strength()));
        assert_eq!(passkey, Some(AssuranceLevel::PhishingResistant.strength()));
        assert_eq!(Method::RecoveryCode.strength(), None);
    }
}
