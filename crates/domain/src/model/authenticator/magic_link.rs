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
    fn purposes_have_stable_names() {
        assert_eq!(LinkPurpose::ALL.map(LinkPurpose::as_str), ["setup", "login"]);
    }
}
