//! Links by mail.

use jiff::{SignedDuration, Timestamp};

use crate::model::identity::SubjectId;
use crate::model::sealed::Digest;
use crate::model::session::SessionBinding;

/// The purpose of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Confirm an address.
    Setup,
    /// Verify a login.
    Login,
}

impl LinkPurpose {
    /// Every purpose.
    pub const ALL: [Self; 2] = [Self::Setup, Self::Login];

    /// The stable name, as stored and audited.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Login => "login",
        }
    }

    /// The page behind the link, below the installation's own address.
    pub fn page(self) -> &'static str {
        match self {
            Self::Setup => "/mfa/magic-link/activate",
            Self::Login => "/mfa/magic-link/login",
        }
    }
}

/// A link that was sent, as it is stored: with its token's digest only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MagicLink {
    /// The member.
    pub subject: SubjectId,
    /// The purpose.
    pub purpose: LinkPurpose,
    /// The session that asked for it; a login link is valid only there.
    pub session: SessionBinding,
    /// The digest of its token.
    pub digest: Digest,
    /// When it expires.
    pub expires_at: Timestamp,
}

impl MagicLink {
    /// The lifetime of a link.
    pub const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_has_its_name_and_its_page() {
        let told = LinkPurpose::ALL.map(|purpose| (purpose.as_str(), purpose.page()));
        assert_eq!(told, [("setup", "/mfa/magic-link/activate"), ("login", "/mfa/magic-link/login")]);
    }
}
