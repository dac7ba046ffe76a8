//! Lists and ends the sessions of a member.

use std::sync::Arc;

use crate::error::Resource;
use crate::model::access::Evidence;
use crate::model::audit::Event;
use crate::model::identity::Actor;
use crate::model::identity::SessionId;
use crate::model::membership::Permission;
use crate::model::session::MfaSession;
use crate::ports::{Clock, Store};
use crate::use_cases::acting::caller_of;
use crate::use_cases::authorize::{authorized_read, authorized_write};
use crate::use_cases::caller_state::CallerState;
use crate::{Error, Result};

/// Lists the caller's live sessions.
pub struct ListSessions {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl ListSessions {
    /// The sessions, newest first.
    pub fn execute(&self, actor: &Actor) -> Result<Vec<MfaSession>> {
        let caller = caller_of(actor)?;
        authorized_read(&*self.store, self.clock.now(), actor, Permission::ReadOwnMfa, |tx, acting| {
            tx.sessions().of(&acting.organization.id, &caller.subject)
        })
    }
}

/// Ends one of the caller's sessions: the session of the request, or one that is not verified any more. Another verified
/// session is ended in a verified session only, so that the first factor alone does not disturb the member.
pub struct EndSession {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl EndSession {
    /// Ends the session. The id of another member's session is not found.
    pub fn execute(&self, actor: &Actor, id: SessionId) -> Result<()> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
            let mine = tx.sessions().find(&acting.organization.id, &caller.subject, id)?;
            let mine = mine.filter(|session| session.ended_at.is_none()).ok_or(Error::NotFound(Resource::Session))?;
            let state = CallerState::load(tx, acting, now)?;
            if !state.session.is_of(&mine) && Evidence::of_session(&mine).is_fresh(&state.policy, now) {
                state.require_verified()?;
            }
            tx.sessions().end(&acting.organization.id, &caller.subject, id, now)?;
            acting.record(tx, now, &Event::SessionEnded(caller.subject.clone()))
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::model::authenticator::AuthenticatorState;
    use crate::model::identity::Method;
    use crate::model::membership::Role;
    use crate::testing::{FixedClock, MemoryStore, a_caller, an_organization, enrol_in_state, verify_in_session};

    #[test]
    fn password_only_cannot_end_a_verified_session() -> Result<()> {
        let verified = Timestamp::from_second(1_800_000_000).unwrap();
        let day = SignedDuration::from_hours(24);
        for (caller_session, age, ends) in [
            // the thief of the password
            (Some("s9"), SignedDuration::ZERO, false),
            (None, SignedDuration::ZERO, false),
            // the session itself, another verified one, and one that is not verified any more
            (Some("s1"), SignedDuration::ZERO, true),
            (Some("s2"), SignedDuration::ZERO, true),
            (Some("s9"), day, true),
        ] {
            let store = Arc::new(MemoryStore::default());
            an_organization("acme").with_member("bob", Role::User).save(&*store)?;
            enrol_in_state(&*store, "acme", "bob", Method::Totp, AuthenticatorState::Active)?;
            let id = verify_in_session(&*store, "acme", "bob", "s1", Method::Totp, verified)?;
            verify_in_session(&*store, "acme", "bob", "s2", Method::Totp, verified)?;
            let clock = Arc::new(FixedClock::at(&verified.checked_add(age).unwrap().to_string()));
            let bob = caller_session.map_or(a_caller("bob"), |session| a_caller("bob").in_session(session));
            let outcome = EndSession { store: store.clone(), clock }.execute(&bob.acting(), id);
            assert_eq!(outcome.is_ok(), ends, "{caller_session:?} {age}: {outcome:?}");
            if !ends {
                assert!(matches!(outcome, Err(Error::InsufficientAuthentication(_))));
            }
        }
        Ok(())
    }
}
