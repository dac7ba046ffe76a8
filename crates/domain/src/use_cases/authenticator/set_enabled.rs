//! A member switches a kind of authenticator on or off.

use std::sync::Arc;

use crate::error::Rule;
use crate::model::audit::Event;
use crate::model::authenticator::{Authenticator, AuthenticatorState};
use crate::model::identity::{Actor, Method};
use crate::model::membership::Permission;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized;
use crate::use_cases::caller_state::{CallerState, caller_of, keeps_a_counting_one};
use crate::use_cases::record::record;
use crate::{Error, Result};

/// Switches every authenticator of a kind on or off. Once one counts, only a session that has passed the second factor
/// may; and while the organization enforces MFA, the last one that counts stays on. Switching off ends what was proved.
pub struct SetEnabled {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// When.
    pub clock: Arc<dyn Clock>,
}

impl SetEnabled {
    /// Switches the caller's authenticators of this kind.
    pub fn execute(&self, actor: &Actor, method: Method, enabled: bool) -> Result<()> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
            let (id, subject) = (&organization.id, &caller.subject);
            let caller_state = CallerState::load(tx, caller, &organization, now)?;
            caller_state.require_verified()?;
            let of_this_kind = |one: &&Authenticator| one.method() == method && one.is_configured();
            let mine: Vec<_> = caller_state.authenticators.iter().filter(of_this_kind).collect();
            if mine.is_empty() {
                return Err(Error::RuleBroken(Rule::NotConfigured));
            }
            let keeps =
                keeps_a_counting_one(&organization.policy, &caller_state.authenticators, |one| one.method() == method);
            if !enabled && organization.policy.enforced() && !keeps {
                return Err(Error::RuleBroken(Rule::EnforcedByOrganization));
            }
            let state = if enabled { AuthenticatorState::Active } else { AuthenticatorState::Disabled };
            let mut changed = false;
            for one in mine.into_iter().filter(|one| one.state != state) {
                tx.authenticators().update(id, subject, &Authenticator { state: state.clone(), ..one.clone() })?;
                changed = true;
            }
            if changed && !enabled {
                tx.sessions().end_all(id, subject, now)?;
            }
            let event = Event::MethodSwitched { subject: subject.clone(), method, enabled, changed };
            record(tx, actor, &organization, now, &event)
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
    fn a_kind_is_switched_and_no_other_and_what_was_proved_ends_when_something_goes_off() -> Result<()> {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("bob", Role::User).save(&*store)?;
        let pending = AuthenticatorState::Pending { expires_at: Timestamp::MAX, session: SessionBinding::default() };
        enrol_in_state(&*store, "acme", "bob", Method::Totp, AuthenticatorState::Active)?;
        enrol_in_state(&*store, "acme", "bob", Method::Passkey, AuthenticatorState::Active)?;
        enrol_in_state(&*store, "acme", "bob", Method::MagicLink, pending.clone())?;
        let (acme, bob) = (the_organization(&*store, "acme").id, SubjectId::parse("bob")?);
        let states = || {
            let mut held = store.read(|tx| tx.authenticators().of(&acme, &bob))?;
            held.sort_by_key(Authenticator::method);
            Ok::<Vec<_>, Error>(held.into_iter().map(|one| (one.method(), one.state)).collect())
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
}
