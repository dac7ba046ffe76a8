//! The methods of MFA.

use derive_more::Display;

use crate::model::identity::AllowedMethod;

/// The method of an authenticator or of a piece of evidence.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[display("{}", self.as_str())]
pub enum Method {
    /// A time-based one-time password (RFC 6238).
    Totp,
    /// A WebAuthn credential.
    Passkey,
    /// A link in an e-mail.
    MagicLink,
    /// A recovery code.
    RecoveryCode,
}

impl Method {
    /// The methods that a member can set up.
    pub const CHOICES: [Self; 3] = [Self::Totp, Self::MagicLink, Self::Passkey];

    /// The stable name, as stored and audited.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "GOOGLE_AUTH",
            Self::Passkey => "PASSKEY",
            Self::MagicLink => "MAGIC_LINK",
            Self::RecoveryCode => "RECOVERY_CODE",
        }
    }

    /// The method with this exact name, if members can set it up.
    pub fn parse(name: &str) -> Option<Self> {
        Self::CHOICES.into_iter().find(|method| method.as_str() == name)
    }

    /// The allowed method that it counts as. A recovery code counts as the one-time password.
    pub fn counts_as(self) -> AllowedMethod {
        match self {
            Self::Totp | Self::RecoveryCode => AllowedMethod::Totp,
            Self::Passkey => AllowedMethod::Passkey,
            Self::MagicLink => AllowedMethod::MagicLink,
        }
    }

    /// Whether it is phishing-resistant (NIST SP 800-63B-4, section 3.2.5).
    pub fn is_phishing_resistant(self) -> bool {
        match self {
            Self::Passkey => true,
            Self::Totp | Self::MagicLink | Self::RecoveryCode => false,
        }
    }

    /// The value of `acr` in tokens issued after its use. E-mail is no second factor in NIST SP 800-63B-4, section 3.1.3.1,
    /// so a link has a value of its own.
    pub fn acr(self) -> &'static str {
        match self {
            Self::Totp | Self::Passkey | Self::RecoveryCode => "mfa",
            Self::MagicLink => "magic_link",
        }
    }

    /// The values of `amr` in tokens issued after its use (RFC 8176, section 2, which has none for a link).
    pub fn amr(self) -> &'static [&'static str] {
        match self {
            Self::Totp => &["otp", "mfa"],
            // `pop`: whether the key is in hardware is not known without attestation
            Self::Passkey => &["pop", "user", "mfa"],
            Self::MagicLink => &["magic_link"],
            Self::RecoveryCode => &["recovery_code", "mfa"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_method_has_its_name_acr_and_amr() {
        let values = |method: Method| (method.as_str(), method.acr(), method.amr());
        assert_eq!(values(Method::Totp), ("GOOGLE_AUTH", "mfa", &["otp", "mfa"][..]));
        assert_eq!(values(Method::Passkey), ("PASSKEY", "mfa", &["pop", "user", "mfa"][..]));
        assert_eq!(values(Method::MagicLink), ("MAGIC_LINK", "magic_link", &["magic_link"][..]));
        assert_eq!(values(Method::RecoveryCode), ("RECOVERY_CODE", "mfa", &["recovery_code", "mfa"][..]));
    }

    #[test]
    fn method_parses_exact_names_only() {
        for method in Method::CHOICES {
            assert_eq!(Method::parse(method.as_str()), Some(method));
            assert_eq!(Method::parse(&method.as_str().to_lowercase()), None);
        }
        assert_eq!((Method::parse("RECOVERY_CODE"), Method::parse("")), (None, None));
    }
}
