//! One link.

use jiff::{SignedDuration, Timestamp};

use crate::model::identity::SubjectId;
use crate::model::sealed::Digest;
use crate::model::session::SessionBinding;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// To show that its reader reads the address.
    Setup,
    /// To pass the second factor.
    Login,
}

impl LinkPurpose {
    /// Every purpose.
    pub const ALL: [Self; 2] = [Self::Setup, Self::Login];

    /// The name, exactly as it is written.
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

/// A link that was sent, as it is kept: its token's digest alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MagicLink {
    /// To whom.
    pub subject: SubjectId,
    /// What for.
    pub purpose: LinkPurpose,
    /// In which session it was asked for; a link to log in with is of use in it alone.
    pub session: SessionBinding,
    /// Of its token.
    pub digest: Digest,
    /// Until when it counts.
    pub expires_at: Timestamp,
}

impl MagicLink {
    /// How long a link counts.
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
