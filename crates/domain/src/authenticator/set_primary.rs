//! A member prefers a kind of authenticator.

use std::sync::Arc;

use super::Method;
use super::self_service::{CallerState, caller_of};
use crate::error::Rule;
use crate::event::Event;
use crate::identity::Actor;
use crate::membership::{Membership, Permission, authorized};
use crate::{Clock, Error, Result, Store, record};

/// Makes a kind of authenticator that counts the one that is offered first.
pub struct SetPrimary {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// When.
    pub clock: Arc<dyn Clock>,
}

impl SetPrimary {
    /// Makes this kind the caller's first.
    pub fn execute(&self, actor: &Actor, method: Method) -> Result<()> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
            let caller_state = CallerState::load(tx, caller, &organization, now)?;
            caller_state.require_verified()?;
            if !caller_state.active().any(|one| one.method() == method) {
                return Err(Error::RuleBroken(Rule::NotConfigured));
            }
            let before = caller_state.membership.primary;
            if before != Some(method) {
                let membership = Membership { primary: Some(method), ..caller_state.membership };
                tx.memberships().update(&organization.id, &membership)?;
            }
            let event = Event::PrimaryChosen { subject: caller.subject.clone(), before, after: method };
            record(tx, actor, &organization, now, &event)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authenticator::AuthenticatorState;
    use crate::identity::SubjectId;
    use crate::membership::Role;
    use crate::testing::{
        FixedClock, MemoryStore, a_caller, an_organization, enrol_in_state, prove, the_organization, the_audit_log_of,
    };

    #[test]
    fn what_counts_is_preferred_and_stays_so() -> Result<()> {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("bob", Role::User).save(&*store)?;
        enrol_in_state(&*store, "acme", "bob", Method::Totp, AuthenticatorState::Active)?;
        enrol_in_state(&*store, "acme", "bob", Method::Passkey, AuthenticatorState::Disabled)?;
        let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
        prove(&*store, "acme", "bob", "s1", Method::Totp, clock.now())?;
        let choose = SetPrimary { store: Arc::clone(&store), clock };
        let (acme, bob) = (the_organization(&*store, "acme").id, SubjectId::parse("bob")?);
        let actor = a_caller("bob").in_session("s1").acting();
        let off = choose.execute(&actor, Method::Passkey);
        assert!(matches!(off, Err(Error::RuleBroken(Rule::NotConfigured))), "{off:?}");
        for _ in 0..2 {
            choose.execute(&actor, Method::Totp)?;
            let kept = store.read(|tx| tx.memberships().find(&acme, &bob))?;
            assert_eq!(kept.and_then(|member| member.primary), Some(Method::Totp));
        }
        assert_eq!(the_audit_log_of(&*store, "acme"), ["mfa.primary changed", "mfa.primary unchanged"]);
        Ok(())
    }
}
