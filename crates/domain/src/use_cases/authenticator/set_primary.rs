//! Sets the preferred method.

use std::sync::Arc;

use crate::model::audit::Event;
use crate::model::identity::{Actor, Method};
use crate::model::membership::{Membership, Permission};
use crate::model::rule::Rule;
use crate::ports::{Clock, Store};
use crate::use_cases::acting::caller_of;
use crate::use_cases::authorize::authorized_write;
use crate::use_cases::caller_state::CallerState;
use crate::{Error, Result};

/// Makes an active method the one that is offered first.
pub struct SetPrimary {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl SetPrimary {
    /// Makes the method the caller's preferred one.
    pub fn execute(&self, actor: &Actor, method: Method) -> Result<()> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
            let state = CallerState::load(tx, acting, now)?;
            state.require_verified()?;
            if !state.active().any(|one| one.method() == method) {
                return Err(Error::RuleBroken(Rule::NotConfigured));
            }
            let before = state.membership.primary;
            if before != Some(method) {
                let membership = Membership { primary: Some(method), ..state.membership };
                tx.memberships().update(&acting.organization.id, &membership)?;
            }
            let event = Event::PrimaryChosen { subject: caller.subject.clone(), before, after: method };
            acting.record(tx, now, &event)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::authenticator::AuthenticatorState;
    use crate::model::identity::SubjectId;
    use crate::model::membership::Role;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::enrol_in_state;
    use crate::testing::the_audit_log_of;
    use crate::testing::the_organization;
    use crate::testing::verify_in_session;

    #[test]
    fn active_method_alone_can_be_preferred() -> Result<()> {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("bob", Role::User).save(&*store)?;
        enrol_in_state(&*store, "acme", "bob", Method::Totp, AuthenticatorState::Active)?;
        enrol_in_state(&*store, "acme", "bob", Method::Passkey, AuthenticatorState::Disabled)?;
        let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
        verify_in_session(&*store, "acme", "bob", "s1", Method::Totp, clock.now())?;
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
