//! The methods that an organization can allow.

use derive_more::Display;

use crate::model::violation::Violation;

/// A method that an organization can allow.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[display("{}", self.as_str())]
pub enum AllowedMethod {
    /// A time-based one-time password (RFC 6238), and the recovery codes that replace it.
    Totp,
    /// A WebAuthn credential.
    Passkey,
    /// A link in an e-mail. NIST SP 800-63B-4, section 3.1.3.1, does not count e-mail as an out-of-band factor, so it
    /// counts only where an organization names it.
    MagicLink,
    /// The identity provider's own MFA.
    IdentityProvider,
}

impl AllowedMethod {
    /// Every method.
    pub const ALL: [Self; 4] = [Self::Totp, Self::Passkey, Self::MagicLink, Self::IdentityProvider];

    /// The stable name, as stored and audited.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "GOOGLE_AUTH",
            Self::Passkey => "PASSKEY",
            Self::MagicLink => "MAGIC_LINK",
            Self::IdentityProvider => "IDENTITY_PROVIDER",
        }
    }

    /// Whether it can be phishing-resistant: a passkey, or the provider's phishing-resistant MFA.
    pub fn can_resist_phishing(self) -> bool {
        match self {
            Self::Passkey | Self::IdentityProvider => true,
            Self::Totp | Self::MagicLink => false,
        }
    }

    /// The method with this exact name.
    pub fn parse(name: &str) -> Result<Self, Violation> {
        Self::ALL
            .into_iter()
            .find(|method| method.as_str() == name)
            .ok_or_else(|| Violation::new("must be a list of GOOGLE_AUTH, PASSKEY, MAGIC_LINK, IDENTITY_PROVIDER"))
    }
}
