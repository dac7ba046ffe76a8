//! Everything that a member holds is taken away.

use std::sync::Arc;

use jiff::Timestamp;

use crate::error::{Resource, Rule};
use crate::model::access::StepUpRule;
use crate::model::audit::Event;
use crate::model::authenticator::{AttemptLimit, Authenticator};
use crate::model::identity::{Actor, Identity, SubjectId};
use crate::model::membership::{Membership, Permission, Role};
use crate::model::organization::Organization;
use crate::ports::{Clock, Store, Transaction};
use crate::use_cases::authorize::authorized;
use crate::use_cases::caller_state::{CallerState, keeps_a_counting_one};
use crate::use_cases::record::record;
use crate::{Error, Result};

/// Takes away every authenticator and recovery code of a member and ends what they proved. Their own, in a session that
/// has passed the second factor, and not while the organization demands one of them. Another's, by an owner or an
/// administrator of the same organization whose own session is not to step up, and never upward: no administrator resets
/// an owner.
pub struct ResetMfa {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// When.
    pub clock: Arc<dyn Clock>,
    /// What an administrator must have proved to reset others.
    pub step_up: StepUpRule,
}

impl ResetMfa {
    /// Resets `target`, or the caller if it is `None` or the caller.
    pub fn execute(&self, actor: &Actor, target: Option<&SubjectId>) -> Result<()> {
        let now = self.clock.now();
        match (&actor.identity, target) {
            (Identity::Caller(caller), target) if target.is_none_or(|target| *target == caller.subject) => {
                authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
                    let caller_state = CallerState::load(tx, caller, &organization, now)?;
                    caller_state.require_verified()?;
                    let keeps = keeps_a_counting_one(&organization.policy, &caller_state.authenticators, |_| true);
                    if organization.policy.enforced() && !keeps {
                        return Err(Error::RuleBroken(Rule::EnforcedByOrganization));
                    }
                    reset(tx, actor, &organization, caller_state.membership, &caller_state.authenticators, now)
                })
            }
            (_, Some(target)) => authorized(&*self.store, now, actor, Permission::ResetOthers, |tx, organization| {
                let theirs = tx.memberships().find(&organization.id, target)?.filter(Membership::is_active);
                let theirs = theirs.ok_or(Error::NotFound(Resource::Membership))?;
                if let Identity::Caller(caller) = &actor.identity {
                    let caller_state = CallerState::load(tx, caller, &organization, now)?;
                    if theirs.role == Role::Owner && caller_state.membership.role != Role::Owner {
                        return Err(Error::Forbidden(Permission::ResetOthers));
                    }
                }
                self.step_up.hold(tx, actor, &organization, true, now)?;
                let authenticators = tx.authenticators().of(&organization.id, target)?;
                tx.attempts().put(&organization.id, target, AttemptLimit::default())?;
                reset(tx, actor, &organization, theirs, &authenticators, now)
            }),
            (_, None) => Err(Error::invalid("subject", "must be given")),
        }
    }
}

fn reset(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    member: Membership,
    authenticators: &[Authenticator],
    now: Timestamp,
) -> Result<()> {
    let id = &organization.id;
    let subject = member.subject.clone();
    for one in authenticators {
        tx.authenticators().delete(id, &subject, one.id)?;
    }
    tx.recovery_codes().delete_all(id, &subject)?;
    tx.ceremonies().delete_all(id, &subject)?;
    tx.magic_links().delete_all(id, &subject)?;
    tx.sessions().end_all(id, &subject, now)?;
    if member.primary.is_some() {
        tx.memberships().update(id, &Membership { primary: None, ..member })?;
    }
    record(tx, actor, organization, now, &Event::MfaReset(subject, authenticators.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::authenticator::AuthenticatorState;
    use crate::model::identity::Method;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::enrol_in_state;
    use crate::testing::the_organization;
    use crate::testing::verify_in_session;

    fn a_store(demanded: bool) -> Result<(Arc<dyn Store>, ResetMfa)> {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        let acme = an_organization("acme").with_member("olivia", Role::Owner).with_member("bob", Role::User);
        let acme = if demanded { acme.enforcing_since("2025-01-01T00:00:00Z") } else { acme };
        acme.save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
        let reset = ResetMfa { store: Arc::clone(&store), clock, step_up: StepUpRule::Off };
        Ok((store, reset))
    }

    fn held(store: &dyn Store, subject: &SubjectId) -> Result<(usize, Option<Method>)> {
        let acme = the_organization(store, "acme").id;
        store.read(|tx| {
            let primary = tx.memberships().find(&acme, subject)?.and_then(|member| member.primary);
            Ok((tx.authenticators().of(&acme, subject)?.len(), primary))
        })
    }

    #[test]
    fn ones_own_is_reset_unless_the_organization_demands_one_of_them() -> Result<()> {
        for (demanded, method, allowed) in [
            (false, Method::Totp, true),
            (true, Method::Totp, false),
            // which counts nothing in a new organization
            (true, Method::MagicLink, true),
            (false, Method::MagicLink, true),
        ] {
            let (store, reset) = a_store(demanded)?;
            enrol_in_state(&*store, "acme", "bob", method, AuthenticatorState::Active)?;
            verify_in_session(&*store, "acme", "bob", "s1", method, reset.clock.now())?;
            let bob = SubjectId::parse("bob")?;
            let outcome = reset.execute(&a_caller("bob").in_session("s1").acting(), None);
            assert_eq!(outcome.is_ok(), allowed, "{demanded} {method:?}: {outcome:?}");
            assert_eq!(held(&*store, &bob)?.0, usize::from(!allowed), "{demanded} {method:?}");
        }
        Ok(())
    }

    #[test]
    fn nothing_is_preferred_once_nothing_is_held() -> Result<()> {
        let (store, reset) = a_store(true)?;
        let (acme, bob) = (the_organization(&*store, "acme").id, SubjectId::parse("bob")?);
        enrol_in_state(&*store, "acme", "bob", Method::Totp, AuthenticatorState::Active)?;
        store.transaction(|tx| {
            let member = tx.memberships().find(&acme, &bob)?.ok_or(Error::NotFound(Resource::Membership))?;
            tx.memberships().update(&acme, &Membership { primary: Some(Method::Totp), ..member })
        })?;
        assert_eq!(held(&*store, &bob)?, (1, Some(Method::Totp)));
        reset.execute(&a_caller("olivia").acting(), Some(&bob))?;
        assert_eq!(held(&*store, &bob)?, (0, None));
        Ok(())
    }
}
