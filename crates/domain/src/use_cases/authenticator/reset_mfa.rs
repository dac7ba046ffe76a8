//! Resets the MFA of a member.

use std::sync::Arc;

use jiff::Timestamp;

use crate::model::access::StepUpRule;
use crate::model::audit::Event;
use crate::model::authenticator::Authenticator;
use crate::model::identity::{Actor, Identity, SubjectId};
use crate::model::membership::{Membership, Permission};
use crate::ports::{Clock, Store, Transaction};
use crate::use_cases::acting::Acting;
use crate::use_cases::authorize::authorized_write;
use crate::use_cases::caller_state::{CallerState, Confirms};
use crate::{Error, Result};

/// Removes every authenticator and recovery code of a member and ends their sessions. Callers reset themselves in a
/// verified session, but not while the organization enforces MFA and one of the authenticators counts. Owners and
/// administrators reset others, never upward: only an owner resets an owner.
pub struct ResetMfa {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// What an administrative call requires.
    pub step_up: StepUpRule,
}

impl ResetMfa {
    /// Resets `target`, or the caller if it is `None` or the caller.
    pub fn execute(&self, actor: &Actor, target: Option<&SubjectId>) -> Result<()> {
        let now = self.clock.now();
        match (&actor.identity, target) {
            (Identity::Caller(caller), target) if target.is_none_or(|target| *target == caller.subject) => {
                authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
                    let state = CallerState::load(tx, acting, now)?;
                    let taken = state.authenticators.iter().filter(|one| one.is_configured());
                    state.require_evidence_to_take(taken, Confirms::Nothing)?;
                    state.require_one_left(|_| true)?;
                    reset(tx, acting, state.membership, &state.authenticators, now)
                })
            }
            (_, Some(target)) => self.reset_other(actor, target, now),
            (_, None) => Err(Error::invalid("subject", "must be given")),
        }
    }

    fn reset_other(&self, actor: &Actor, target: &SubjectId, now: Timestamp) -> Result<()> {
        let guarded = Permission::ResetOthers.guarded_by(self.step_up).on_member(target);
        authorized_write(&*self.store, now, actor, guarded, |tx, acting| {
            let member = acting.target()?.clone();
            let authenticators = tx.authenticators().of(&acting.organization.id, target)?;
            tx.attempts().forget(&acting.organization.id, target)?;
            reset(tx, acting, member, &authenticators, now)
        })
    }
}

fn reset(
    tx: &mut dyn Transaction,
    acting: &Acting<'_>,
    member: Membership,
    authenticators: &[Authenticator],
    now: Timestamp,
) -> Result<()> {
    let id = &acting.organization.id;
    let subject = member.subject.clone();
    if let Some(closed) = acting.organization.without_undo_of(&subject) {
        tx.organizations().update(&closed)?;
    }
    for one in authenticators {
        tx.authenticators().delete(id, &subject, one.id)?;
    }
    tx.recovery_codes().delete_all(id, &subject)?;
    tx.ceremonies().delete_all(id, &subject)?;
    tx.magic_links().delete_all(id, &subject)?;
    tx.enrolment_codes().delete_all(id, &subject)?;
    tx.sessions().end_all(id, &subject, now)?;
    if member.primary.is_some() {
        tx.memberships().update(id, &Membership { primary: None, ..member })?;
    }
    acting.record(tx, now, &Event::MfaReset(subject, authenticators.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Resource;
    use crate::model::authenticator::AuthenticatorState;
    use crate::model::identity::Method;
    use crate::model::membership::Role;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::enrol_in_state;
    use crate::testing::the_organization;
    use crate::testing::verify_in_session;

    fn a_store(enforced: bool) -> Result<(Arc<dyn Store>, ResetMfa)> {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        let acme = an_organization("acme").with_member("olivia", Role::Owner).with_member("bob", Role::User);
        let acme = if enforced { acme.enforcing_since("2025-01-01T00:00:00Z") } else { acme };
        acme.save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
        let reset = ResetMfa { store: Arc::clone(&store), clock, step_up: StepUpRule::Off };
        Ok((store, reset))
    }

    fn state_of(store: &dyn Store, subject: &SubjectId) -> Result<(usize, Option<Method>)> {
        let acme = the_organization(store, "acme").id;
        store.read(|tx| {
            let primary = tx.memberships().find(&acme, subject)?.and_then(|member| member.primary);
            Ok((tx.authenticators().of(&acme, subject)?.len(), primary))
        })
    }

    #[test]
    fn members_reset_themselves_unless_mfa_is_enforced() -> Result<()> {
        for (enforced, method, allowed) in [
            (false, Method::Totp, true),
            (true, Method::Totp, false),
            // which a new organization does not allow
            (true, Method::MagicLink, true),
            (false, Method::MagicLink, true),
        ] {
            let (store, reset) = a_store(enforced)?;
            enrol_in_state(&*store, "acme", "bob", method, AuthenticatorState::Active)?;
            verify_in_session(&*store, "acme", "bob", "s1", method, reset.clock.now())?;
            let bob = SubjectId::parse("bob")?;
            let outcome = reset.execute(&a_caller("bob").in_session("s1").acting(), None);
            assert_eq!(outcome.is_ok(), allowed, "{enforced} {method:?}: {outcome:?}");
            assert_eq!(state_of(&*store, &bob)?.0, usize::from(!allowed), "{enforced} {method:?}");
        }
        Ok(())
    }

    #[test]
    fn reset_clears_the_preferred_method() -> Result<()> {
        let (store, reset) = a_store(true)?;
        let (acme, bob) = (the_organization(&*store, "acme").id, SubjectId::parse("bob")?);
        enrol_in_state(&*store, "acme", "bob", Method::Totp, AuthenticatorState::Active)?;
        store.transaction(|tx| {
            let member = tx.memberships().find(&acme, &bob)?.ok_or(Error::NotFound(Resource::Membership))?;
            tx.memberships().update(&acme, &Membership { primary: Some(Method::Totp), ..member })
        })?;
        assert_eq!(state_of(&*store, &bob)?, (1, Some(Method::Totp)));
        reset.execute(&a_caller("olivia").acting(), Some(&bob))?;
        assert_eq!(state_of(&*store, &bob)?, (0, None));
        Ok(())
    }
}
