//! Counts and renews recovery codes.

use std::sync::Arc;

use super::new_set;
use crate::model::audit::Event;
use crate::model::authenticator::RecoveryCode;
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::model::rule::Rule;
use crate::ports::{Clock, Random, Sealer, Store};
use crate::use_cases::acting::caller_of;
use crate::use_cases::authorize::{authorized_read, authorized_write};
use crate::use_cases::caller_state::{CallerState, Confirms};
use crate::{Error, Result};

/// Counts the unused recovery codes of the caller.
pub struct CountRecoveryCodes {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl CountRecoveryCodes {
    /// The number of unused codes.
    pub fn execute(&self, actor: &Actor) -> Result<u64> {
        let caller = caller_of(actor)?;
        authorized_read(&*self.store, self.clock.now(), actor, Permission::ReadOwnMfa, |tx, acting| {
            tx.recovery_codes().remaining(&acting.organization.id, &caller.subject)
        })
    }
}

/// Replaces the caller's recovery codes by a new set, for callers with an active authenticator. With other evidence a code
/// takes any authenticator away, so the session needs what taking each of them away needs.
pub struct RenewRecoveryCodes {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of randomness.
    pub random: Arc<dyn Random>,
    /// Seals and digests secrets.
    pub sealer: Arc<dyn Sealer>,
}

impl RenewRecoveryCodes {
    /// The new codes, which cannot be read again.
    pub fn execute(&self, actor: &Actor) -> Result<Vec<RecoveryCode>> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        let (codes, digests) = new_set(&*self.random, &*self.sealer)?;
        authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
            let state = CallerState::load(tx, acting, now)?;
            state.active().next().ok_or(Error::RuleBroken(Rule::NotConfigured))?;
            state.require_evidence_to_take(state.active(), Confirms::Nothing)?;
            tx.recovery_codes().replace(&acting.organization.id, &caller.subject, &digests)?;
            acting.record(tx, now, &Event::RecoveryCodesRenewed(caller.subject.clone()))?;
            Ok(codes)
        })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use Method::{Passkey, RecoveryCode as Code, Totp};

    use super::*;
    use crate::model::identity::{Identity, Method};
    use crate::model::membership::Role;
    use crate::testing::{
        FixedClock, MemoryStore, PlainSealer, SeededRandom, a_caller, an_organization, enrol, verify_in_session,
    };

    #[rstest]
    #[case::first_factor_alone(&[Totp], &[], false)]
    #[case::recovery_code_alone(&[Totp], &[Code], false)]
    #[case::the_app(&[Totp], &[Totp], true)]
    #[case::weaker_than_the_passkey(&[Totp, Passkey], &[Totp], false)]
    #[case::the_passkey(&[Totp, Passkey], &[Passkey], true)]
    #[case::recovery_code_with_the_app(&[Totp, Passkey], &[Code, Totp], true)]
    fn renewing_needs_evidence_as_strong(
        #[case] held: &[Method],
        #[case] used: &[Method],
        #[case] renewed: bool,
    ) -> Result<()> {
        let (store, clock) = (Arc::new(MemoryStore::default()), FixedClock::at("2026-01-01T00:00:00Z"));
        let now = clock.now();
        an_organization("acme").with_member("alice", Role::User).save(&*store)?;
        held.iter().try_for_each(|method| enrol(&*store, "acme", "alice", *method))?;
        used.iter().try_for_each(|method| verify_in_session(&*store, "acme", "alice", "s1", *method, now).map(drop))?;
        let renew = RenewRecoveryCodes {
            store,
            clock: Arc::new(clock),
            random: Arc::new(SeededRandom::new(1)),
            sealer: Arc::new(PlainSealer),
        };
        let caller = a_caller("alice").of("acme").in_session("s1").build();
        let outcome = renew.execute(&Actor { identity: Identity::Caller(caller), request: None, source: None });
        match outcome {
            Ok(codes) => assert!(renewed && codes.len() == 10),
            Err(Error::InsufficientAuthentication(_)) => assert!(!renewed),
            Err(other) => return Err(other),
        }
        Ok(())
    }
}
