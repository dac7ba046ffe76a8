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
    /// The e-mail address that the identity provider verified, or that of the membership.
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
    /// When the session ends at the latest, if the identity provider said so.
    pub session_expires_at: Option<Timestamp>,
}

impl FullAccess {
    /// The longest lifetime of a token.
    pub const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

    /// Returns when a token issued at `now` expires: with its session at the latest.
    pub fn expires_at(&self, now: Timestamp) -> Result<Timestamp> {
        let longest = now.checked_add(Self::LIFETIME).map_err(Error::internal)?;
        Ok(self.session_expires_at.map_or(longest, |end| end.min(longest)))
    }
}

/// Signs tokens that other services verify with our public keys.
pub trait TokenIssuer: Send + Sync {
    /// Signs a token with this content, valid from `now` until [`FullAccess::expires_at`], and addressed to the names of the
    /// session's audience that are still ours. [`Unauthenticated`](crate::Error::Unauthenticated) if that leaves none.
    fn issue(&self, content: &FullAccess, now: Timestamp) -> Result<String>;

    /// Returns our public keys as a JSON Web Key Set (RFC 7517).
    fn public_keys(&self, now: Timestamp) -> Result<String>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_is_valid_for_fifteen_minutes_or_until_its_session_ends() -> Result<()> {
        let second = |second| Timestamp::from_second(second).map_err(Error::internal);
        let content = |session_expires_at| -> Result<FullAccess> {
            Ok(FullAccess {
                audience: None,
                subject: SubjectId::parse("alice")?,
                organization: OrganizationId::parse("acme")?,
                email: None,
                session: SessionId::parse("0199aaaa-0000-7000-8000-000000000000")?,
                method: Method::Totp,
                verified_at: Timestamp::UNIX_EPOCH,
                copied: None,
                session_expires_at,
            })
        };
        for (session_end, expected) in [(None, 900), (Some(899), 899), (Some(901), 900)] {
            let content = content(session_end.map(second).transpose()?)?;
            assert_eq!(content.expires_at(Timestamp::UNIX_EPOCH)?, second(expected)?, "{session_end:?}");
        }
        assert!(content(None)?.expires_at(Timestamp::MAX).is_err());
        Ok(())
    }
}
