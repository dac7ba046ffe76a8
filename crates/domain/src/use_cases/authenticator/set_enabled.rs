//! Enables and disables a method.

use std::sync::Arc;

use super::end_other_sessions;
use crate::model::audit::Event;
use crate::model::authenticator::{Authenticator, AuthenticatorState, Enrolment, EnrolmentChannel};
use crate::model::identity::{Actor, Method};
use crate::model::membership::Permission;
use crate::model::rule::Rule;
use crate::ports::{Clock, Store};
use crate::use_cases::acting::caller_of;
use crate::use_cases::authorize::authorized_write;
use crate::use_cases::caller_state::{CallerState, Confirms};
use crate::{Error, Result};

/// Enables or disables every authenticator of a method, in a verified session once one is active. While the organization
/// enforces MFA, the last authenticator that counts stays enabled. Disabling ends the evidence of the method and the
/// caller's other sessions.
pub struct SetEnabled {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl SetEnabled {
    /// Enables or disables the caller's authenticators of this method.
    pub fn execute(&self, actor: &Actor, method: Method, enabled: bool) -> Result<()> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
            let (id, subject) = (&acting.organization.id, &caller.subject);
            let state = CallerState::load(tx, acting, now)?;
            state.require_verified()?;
            if enabled && state.membership.disavowed_at.is_some() && state.active().next().is_none() {
                return Err(Error::ConfirmationRequired(vec![EnrolmentChannel::Code]));
            }
            let usable = |one: &Authenticator| one.is_configured() && !one.is_suspended();
            let of_this_method = |one: &&Authenticator| one.method() == method && usable(one);
            let mine: Vec<_> = state.authenticators.iter().filter(of_this_method).collect();
            if mine.is_empty() {
                return Err(Error::RuleBroken(Rule::NotConfigured));
            }
            if !enabled {
                state.require_evidence_to_take(mine.iter().copied(), Confirms::Nothing)?;
                state.require_one_left(|one| one.method() == method)?;
            }
            let wanted = if enabled { AuthenticatorState::Active } else { AuthenticatorState::Disabled };
            let mut changed = false;
            for one in mine.into_iter().filter(|one| one.state != wanted) {
                let at = if enabled { Some(now) } else { one.enrolment.at };
                let enrolment = Enrolment { at, ..one.enrolment.clone() };
                let switched = Authenticator { state: wanted.clone(), enrolment, ..one.clone() };
                tx.authenticators().update(id, subject, &switched)?;
                changed = true;
            }
            if changed && !enabled {
                let left = state.active().filter(|one| one.method() != method);
                end_other_sessions(tx, (id, subject), &state.session, left, now)?;
            }
            let event = Event::MethodSwitched { subject: subject.clone(), method, enabled, changed };
            acting.record(tx, now, &event)
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::model::identity::SubjectId;
    use crate::model::membership::Role;
    use crate::model::session::SessionBinding;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::enrol_in_state;
    use crate::testing::the_organization;
    use crate::testing::verify_in_session;

    #[test]
    fn disabling_a_method_ends_its_evidence_only() -> Result<()> {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("bob", Role::User).save(&*store)?;
        let pending = AuthenticatorState::Pending { expires_at: Timestamp::MAX, session: SessionBinding::default() };
        enrol_in_state(&*store, "acme", "bob", Method::Totp, AuthenticatorState::Active)?;
        enrol_in_state(&*store, "acme", "bob", Method::Passkey, AuthenticatorState::Active)?;
        enrol_in_state(&*store, "acme", "bob", Method::MagicLink, pending.clone())?;
        let (acme, bob) = (the_organization(&*store, "acme").id, SubjectId::parse("bob")?);
        let states = || {
            let mut enrolled = store.read(|tx| tx.authenticators().of(&acme, &bob))?;
            enrolled.sort_by_key(Authenticator::method);
            Ok::<Vec<_>, Error>(enrolled.into_iter().map(|one| (one.method(), one.state)).collect())
        };
        let live = || {
            let sessions = store.read(|tx| tx.sessions().of(&acme, &bob))?;
            Ok::<_, Error>(sessions.iter().filter(|session| session.ended_at.is_none()).count())
        };
        let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
        let switch = SetEnabled { store: Arc::clone(&store), clock: clock.clone() };
        let mut expected = states()?;
        let mut to = |method: Method, state: &AuthenticatorState| {
            expected.iter_mut().filter(|(of, _)| *of == method).for_each(|(_, now)| *now = state.clone());
            expected.clone()
        };
        for (nth, (method, enabled, left)) in [
            (Method::Totp, true, 1),
            (Method::Totp, false, 0),
            (Method::Totp, false, 1),
            (Method::Totp, true, 1),
            (Method::Passkey, false, 0),
        ]
        .into_iter()
        .enumerate()
        {
            let session = format!("s{nth}");
            store.transaction(|tx| tx.sessions().end_all(&acme, &bob, clock.now()))?;
            verify_in_session(&*store, "acme", "bob", &session, method, clock.now())?;
            switch.execute(&a_caller("bob").in_session(&session).acting(), method, enabled)?;
            let state = if enabled { AuthenticatorState::Active } else { AuthenticatorState::Disabled };
            assert_eq!(states()?, to(method, &state), "{nth}");
            assert_eq!(live()?, left, "{nth}: only what changes something ends anything");
        }
        verify_in_session(&*store, "acme", "bob", "s5", Method::Totp, clock.now())?;
        let unproved = switch.execute(&a_caller("bob").in_session("s5").acting(), Method::MagicLink, true);
        assert!(matches!(unproved, Err(Error::RuleBroken(Rule::NotConfigured))), "{unproved:?}");
        Ok(())
    }

    #[test]
    fn disavowed_authenticator_is_never_enabled() -> Result<()> {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("bob", Role::User).save(&*store)?;
        let (suspended, now) = (AuthenticatorState::Suspended { since: Timestamp::UNIX_EPOCH }, "2026-01-01T10:20:30Z");
        enrol_in_state(&*store, "acme", "bob", Method::Totp, suspended.clone())?;
        enrol_in_state(&*store, "acme", "bob", Method::Passkey, AuthenticatorState::Active)?;
        let clock = Arc::new(FixedClock::at(now));
        verify_in_session(&*store, "acme", "bob", "s1", Method::Passkey, clock.now())?;
        let switch = SetEnabled { store: Arc::clone(&store), clock };
        let refused = switch.execute(&a_caller("bob").in_session("s1").acting(), Method::Totp, true);
        assert!(matches!(refused, Err(Error::RuleBroken(Rule::NotConfigured))), "{refused:?}");
        let (acme, bob) = (the_organization(&*store, "acme").id, SubjectId::parse("bob")?);
        let theirs = store.read(|tx| tx.authenticators().of(&acme, &bob))?;
        assert!(theirs.iter().any(|one| one.state == suspended));
        Ok(())
    }
}
