//! With what a demand for MFA may be met.

use std::collections::BTreeSet;

use derive_more::Display;

use crate::{Error, Result};

/// One way to meet the demand.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[display("{}", self.as_str())]
pub enum AllowedMethod {
    /// A time-based one-time password (RFC 6238), and the recovery codes that stand in for it.
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

    /// The name, exactly as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "GOOGLE_AUTH",
            Self::Passkey => "PASSKEY",
            Self::MagicLink => "MAGIC_LINK",
            Self::IdentityProvider => "IDENTITY_PROVIDER",
        }
    }

    /// Whether it can be met with something that no false page can ask for: a passkey, or what the provider says is one.
    pub fn can_resist_phishing(self) -> bool {
        match self {
            Self::Passkey | Self::IdentityProvider => true,
            Self::Totp | Self::MagicLink => false,
        }
    }

    /// The method of exactly this name.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name).ok_or_else(|| {
            Error::invalid("allowedMethods", "must be a list of GOOGLE_AUTH, PASSKEY, MAGIC_LINK, IDENTITY_PROVIDER")
        })
    }
}

/// The methods that an organization allows: at least one, or nobody could ever meet the demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedMethods(BTreeSet<AllowedMethod>);

impl AllowedMethods {
    /// These methods.
    pub fn new(methods: impl IntoIterator<Item = AllowedMethod>) -> Result<Self> {
        let methods: BTreeSet<_> = methods.into_iter().collect();
        if methods.is_empty() {
            return Err(Error::invalid("allowedMethods", "must name at least one method"));
        }
        Ok(Self(methods))
    }

    /// The methods, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = AllowedMethod> + '_ {
        self.0.iter().copied()
    }

    /// Whether something is allowed here that `next` does not allow.
    pub fn is_narrowed_to(&self, next: &Self) -> bool {
        !self.0.is_subset(&next.0)
    }

    /// Whether `method` is one of them.
    pub fn contains(&self, method: AllowedMethod) -> bool {
        self.0.contains(&method)
    }
}

impl std::fmt::Display for AllowedMethods {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.iter().map(AllowedMethod::as_str).collect();
        f.write_str(&names.join(", "))
    }
}

impl Default for AllowedMethods {
    fn default() -> Self {
        Self(BTreeSet::from([AllowedMethod::Totp, AllowedMethod::Passkey]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_one_and_links_only_where_they_are_named() -> Result<()> {
        assert!(AllowedMethods::new([]).is_err());
        assert!(!AllowedMethods::default().contains(AllowedMethod::MagicLink));
        assert!(AllowedMethods::new([AllowedMethod::MagicLink])?.contains(AllowedMethod::MagicLink));
        Ok(())
    }

    #[test]
    fn a_name_reads_back() {
        for method in AllowedMethod::ALL {
            assert_eq!(AllowedMethod::parse(method.as_str()).ok(), Some(method));
        }
        assert!(AllowedMethod::parse("google_auth").is_err());
    }

    #[test]
    fn they_are_written_by_their_names() {
        assert_eq!(AllowedMethods::default().to_string(), "GOOGLE_AUTH, PASSKEY");
    }
}
