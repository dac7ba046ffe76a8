//! The port that signs tokens of our own.

use jiff::{SignedDuration, Timestamp};

use crate::model::identity::{CopiedClaims, Method, OrganizationId, SubjectId};
use crate::model::session::SessionId;
use crate::{Error, Result};

/// What a full-access token says: who passed the second factor, where, when and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullAccess {
    /// Who.
    pub subject: SubjectId,
    /// In which organization.
    pub organization: OrganizationId,
    /// The address that the first factor's token named.
    pub email: Option<String>,
    /// In which session of ours.
    pub session: SessionId,
    /// What they used.
    pub method: Method,
    /// When they used it.
    pub verified_at: Timestamp,
    /// What of the first factor's token is repeated.
    pub copied: Option<CopiedClaims>,
}

impl FullAccess {
    /// How long a token counts.
    pub const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

    /// When one ends that counts from `now` on.
    pub fn expires_at(now: Timestamp) -> Result<Timestamp> {
        now.checked_add(Self::LIFETIME).map_err(Error::internal)
    }
}

/// Signs tokens that whoever has our public keys can verify.
pub trait TokenIssuer: Send + Sync {
    /// A token that says `content` and counts from `now` on, for [`FullAccess::LIFETIME`].
    fn issue(&self, content: &FullAccess, now: Timestamp) -> Result<String>;

    /// Our public keys, as a JSON Web Key Set (RFC 7517).
    fn public_keys(&self, now: Timestamp) -> Result<String>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_counts_for_a_quarter_of_an_hour() -> Result<()> {
        let quarter = Timestamp::from_second(15 * 60).map_err(Error::internal)?;
        assert_eq!(FullAccess::expires_at(Timestamp::UNIX_EPOCH)?, quarter);
        assert!(FullAccess::expires_at(Timestamp::MAX).is_err());
        Ok(())
    }
}
