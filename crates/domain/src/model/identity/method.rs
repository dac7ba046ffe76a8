//! The kinds of authenticators.

use derive_more::Display;

use crate::model::policy::AllowedMethod;

/// What kind an authenticator is, and what kind a piece of evidence comes from.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[display("{}", self.as_str())]
pub enum Method {
    /// A time-based one-time password (RFC 6238).
    Totp,
    /// A WebAuthn credential.
    Passkey,
    /// A link in an e-mail.
    MagicLink,
    /// One of a set of codes for when the authenticator is not at hand.
    RecoveryCode,
}

impl Method {
    /// The kinds that a member can set up by name.
    pub const CHOICES: [Self; 3] = [Self::Totp, Self::MagicLink, Self::Passkey];

    /// The name, exactly as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "GOOGLE_AUTH",
            Self::Passkey => "PASSKEY",
            Self::MagicLink => "MAGIC_LINK",
            Self::RecoveryCode => "RECOVERY_CODE",
        }
    }

    /// The kind of exactly this name, among those that can be set up.
    pub fn parse(name: &str) -> Option<Self> {
        Self::CHOICES.into_iter().find(|method| method.as_str() == name)
    }

    /// As what it counts where an organization says what it allows. A recovery code stands in for the one-time password.
    pub fn counts_as(self) -> AllowedMethod {
        match self {
            Self::Totp | Self::RecoveryCode => AllowedMethod::Totp,
            Self::Passkey => AllowedMethod::Passkey,
            Self::MagicLink => AllowedMethod::MagicLink,
        }
    }

    /// Whether no false page can ask for it (NIST SP 800-63B-4, section 3.2.5).
    pub fn is_phishing_resistant(self) -> bool {
        match self {
            Self::Passkey => true,
            Self::Totp | Self::MagicLink | Self::RecoveryCode => false,
        }
    }

    /// The value of `acr` that its use is told with. A link by mail is no second factor for NIST SP 800-63B-4, section
    /// 3.1.3.1, and says so.
    pub fn acr(self) -> &'static str {
        match self {
            Self::Totp | Self::Passkey | Self::RecoveryCode => "mfa",
            Self::MagicLink => "magic_link",
        }
    }

    /// The values of `amr` that its use is told with (RFC 8176, section 2; `magic_link` is our own, for there is none).
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
    fn what_each_kind_is_called_and_is_told_as() {
        let told = |method: Method| (method.as_str(), method.acr(), method.amr());
        assert_eq!(told(Method::Totp), ("GOOGLE_AUTH", "mfa", &["otp", "mfa"][..]));
        assert_eq!(told(Method::Passkey), ("PASSKEY", "mfa", &["pop", "user", "mfa"][..]));
        assert_eq!(told(Method::MagicLink), ("MAGIC_LINK", "magic_link", &["magic_link"][..]));
        assert_eq!(told(Method::RecoveryCode), ("RECOVERY_CODE", "mfa", &["recovery_code", "mfa"][..]));
    }

    #[test]
    fn a_kind_is_read_by_its_exact_name_if_it_can_be_set_up() {
        for method in Method::CHOICES {
            assert_eq!(Method::parse(method.as_str()), Some(method));
            assert_eq!(Method::parse(&method.as_str().to_lowercase()), None);
        }
        assert_eq!((Method::parse("RECOVERY_CODE"), Method::parse("")), (None, None));
    }
}
