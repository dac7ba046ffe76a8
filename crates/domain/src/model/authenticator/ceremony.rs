//! A ceremony under way.

use jiff::{SignedDuration, Timestamp};

use super::{AuthenticatorName, UserHandle};
use crate::model::identity::SubjectId;
use crate::model::session::SessionBinding;
use crate::{Error, Result};

/// What a ceremony is for. The answer to one is never taken for the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CeremonyPurpose {
    /// To register a passkey under this name, for the holder of this handle.
    Register {
        /// What it is to be called.
        name: AuthenticatorName,
        /// By what it will know its holder.
        user_handle: UserHandle,
    },
    /// To use one.
    Assert,
}

/// A challenge that waits for its answer, for one member, one purpose and one session. It is answered once, rightly or
/// wrongly, and a new one takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceremony {
    /// Whose.
    pub subject: SubjectId,
    /// In which session.
    pub session: SessionBinding,
    /// What for.
    pub purpose: CeremonyPurpose,
    /// The challenge, made by the relying party.
    pub challenge: Vec<u8>,
    /// What the relying party has to know to check the answer, in its own form.
    pub state: String,
    /// Until when an answer is taken.
    pub expires_at: Timestamp,
}

impl Ceremony {
    /// How long one waits: the shortest of the range that WebAuthn, section 15.1, recommends where users are verified.
    pub const LIFETIME: SignedDuration = SignedDuration::from_mins(5);

    /// When one ends that begins now.
    pub(crate) fn expires_at(now: Timestamp) -> Result<Timestamp> {
        now.checked_add(Self::LIFETIME).map_err(Error::internal)
    }

    /// Whether it still waits.
    pub(crate) fn waits(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_waits_for_five_minutes_and_not_a_moment_longer() -> Result<()> {
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
