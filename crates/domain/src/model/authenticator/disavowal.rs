//! Tokens by which a member disavows an authenticator.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::Authenticator;
use crate::model::identity::{AuthenticatorId, Method, SubjectId};
use crate::model::sealed::Digest;

/// The token in the notice about a new authenticator, as it is stored: with its digest only. It counts once, against that
/// authenticator and those that were enrolled after it: an attacker may have enrolled them with its help, or in its place. It
/// outlives the authenticator, which an attacker removes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disavowal {
    /// The member.
    pub subject: SubjectId,
    /// The authenticator.
    pub authenticator: AuthenticatorId,
    /// Its method.
    pub method: Method,
    /// The authenticators that it does not count against: those that were there when this one was enrolled, and those that a
    /// code of somebody else confirmed since. Ids and no times: the clocks of replicas differ.
    pub spared: BTreeSet<AuthenticatorId>,
    /// The digest of the token.
    pub digest: Digest,
    /// When the token expires.
    pub expires_at: Timestamp,
}

impl Disavowal {
    /// The lifetime of a token.
    pub const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

    /// Whether it suspends this authenticator of the member. What is suspended already stays so since then.
    pub(crate) fn suspends(&self, one: &Authenticator) -> bool {
        let counts = one.id == self.authenticator || !self.spared.contains(&one.id);
        counts && one.is_configured() && !one.is_suspended()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::authenticator::{AuthenticatorState, Credential, Enrolment};
    use crate::model::membership::EmailAddress;
    use crate::model::session::SessionBinding;
    use crate::testing::SeededRandom;
    use crate::{Error, Result};

    use AuthenticatorState::{Active, Disabled, Pending, Suspended};

    #[test]
    fn disavowal_suspends_its_own_and_what_came_after() -> Result<()> {
        let at = Timestamp::UNIX_EPOCH;
        let id = |seed| AuthenticatorId::new(at, &SeededRandom::new(seed));
        let (own, before, since) = (id(1)?, id(2)?, id(3)?);
        let pending = Pending { expires_at: at, session: SessionBinding::default() };
        // its own is also in the list once a code of somebody else confirmed it
        for spared in [BTreeSet::from([before]), BTreeSet::from([before, own])] {
            let (subject, method, digest) = (SubjectId::parse("alice")?, Method::Passkey, [0; 32]);
            let token = Disavowal { subject, authenticator: own, method, spared, digest, expires_at: at };
            for (id, state, suspends) in [
                (own, Active, true),
                (own, Disabled, true),
                (own, Suspended { since: at }, false),
                (before, Active, false),
                (before, Disabled, false),
                (since, Active, true),
                (since, Disabled, true),
                (since, Suspended { since: at }, false),
                (since, pending.clone(), false),
            ] {
                let context = format!("{id} {state:?}");
                let one = Authenticator {
                    id,
                    name: String::new(),
                    state,
                    credential: Credential::MagicLink(EmailAddress::parse("a@example.com").map_err(Error::internal)?),
                    created_at: at,
                    last_used_at: None,
                    enrolment: Enrolment::default(),
                };
                assert_eq!(token.suspends(&one), suspends, "{context}");
            }
        }
        Ok(())
    }
}
