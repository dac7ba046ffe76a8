//! The port that signs our own tokens.

use jiff::{SignedDuration, Timestamp};

use crate::model::identity::SessionId;
use crate::model::identity::{Audience, CopiedClaims, Method, OrganizationId, SubjectId};
use crate::{Error, Result};

/// The content of a full-access token: a member's verification in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullAccess {
    /// The member.
    pub subject: SubjectId,
    /// The organization.
    pub organization: OrganizationId,
    /// The e-mail address from the identity provider's token.
    pub email: Option<String>,
    /// The MFA session.
    pub session: SessionId,
    /// The method that was used.
    pub method: Method,
    /// When the method was used.
    pub verified_at: Timestamp,
    /// The audience of the session; `None` if it is not known.
    pub audience: Option<Audience>,
    /// The claims copied from the identity provider's token.
    pub copied: Option<CopiedClaims>,
}

impl FullAccess {
    /// The lifetime of a token.
    pub const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

    /// Returns when a token issued at `now` expires.
    pub fn expires_at(now: Timestamp) -> Result<Timestamp> {
        now.checked_add(Self::LIFETIME).map_err(Error::internal)
    }
}

/// Signs tokens that other services verify with our public keys.
pub trait TokenIssuer: Send + Sync {
    /// Signs a token with this content, valid from `now` for [`FullAccess::LIFETIME`], and addressed to the names of the
    /// session's audience that are still ours. [`Unauthenticated`](crate::Error::Unauthenticated) if that leaves none.
    fn issue(&self, content: &FullAccess, now: Timestamp) -> Result<String>;

    /// Returns our public keys as a JSON Web Key Set (RFC 7517).
    fn public_keys(&self, now: Timestamp) -> Result<String>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_is_valid_for_fifteen_minutes() -> Result<()> {
        let quarter = Timestamp::from_second(15 * 60).map_err(Error::internal)?;
        assert_eq!(FullAccess::expires_at(Timestamp::UNIX_EPOCH)?, quarter);
        assert!(FullAccess::expires_at(Timestamp::MAX).is_err());
        Ok(())
    }
}
