//! Pending WebAuthn ceremonies.

use jiff::{SignedDuration, Timestamp};

use super::{AuthenticatorName, UserHandle};
use crate::model::defect::Defect;
use crate::model::identity::SubjectId;
use crate::model::session::SessionBinding;

/// The purpose of a ceremony. A response to one purpose never completes the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CeremonyPurpose {
    /// Register a passkey.
    Register {
        /// The name of the new passkey.
        name: AuthenticatorName,
        /// The holder's user handle.
        user_handle: UserHandle,
    },
    /// Use a passkey.
    Assert,
}

/// A challenge that awaits its response, for one member, purpose and session. It takes one response, right or wrong; a new
/// one replaces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceremony {
    /// The member.
    pub subject: SubjectId,
    /// The session.
    pub session: SessionBinding,
    /// The purpose.
    pub purpose: CeremonyPurpose,
    /// The challenge, made by the relying party.
    pub challenge: Vec<u8>,
    /// The relying party's state for checking the response, in its own format.
    pub state: String,
    /// When it expires.
    pub expires_at: Timestamp,
}

impl Ceremony {
    /// The lifetime: the shortest that WebAuthn, section 15.1, recommends where users are verified.
    pub const LIFETIME: SignedDuration = SignedDuration::from_mins(5);

    /// The most pending ceremonies of a member and purpose, each in a session of its own. Enough that an attacker with the
    /// first factor cannot displace one while its member answers it.
    pub const MOST_OF_A_MEMBER: u16 = 1_000;

    /// When a ceremony that begins `now` expires.
    pub(crate) fn expires_at(now: Timestamp) -> Result<Timestamp, Defect> {
        now.checked_add(Self::LIFETIME).map_err(Defect::new)
    }

    /// Whether it has not expired.
    pub(crate) fn waits(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Error, Result};

    #[test]
    fn ceremony_expires_after_five_minutes() -> Result<()> {
        let begun: Timestamp = "2026-01-01T10:20:30Z".parse().map_err(Error::internal)?;
        let ceremony = Ceremony {
            subject: SubjectId::parse("alice")?,
            session: SessionBinding::default(),
            purpose: CeremonyPurpose::Assert,
            challenge: Vec::new(),
            state: String::new(),
            expires_at: Ceremony::expires_at(begun)?,
        };
        for (moment, waits) in [
            ("2026-01-01T10:20:30Z", true),
            ("2026-01-01T10:25:29.999999Z", true),
            ("2026-01-01T10:25:30Z", false),
            ("2026-01-01T10:25:31Z", false),
        ] {
            assert_eq!(ceremony.waits(moment.parse().map_err(Error::internal)?), waits, "{moment}");
        }
        assert!(Ceremony::expires_at(Timestamp::MAX).is_err());
        Ok(())
    }
}
