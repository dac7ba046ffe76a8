//! Counts and renews recovery codes.

use std::sync::Arc;

use super::new_set;
use crate::error::Rule;
use crate::model::audit::Event;
use crate::model::authenticator::RecoveryCode;
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::ports::{Clock, Random, Sealer, Store};
use crate::use_cases::acting::caller_of;
use crate::use_cases::authorize::{authorized_read, authorized_write};
use crate::use_cases::caller_state::CallerState;
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

/// Replaces the caller's recovery codes by a new set, in a verified session. For callers with an active authenticator.
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
            state.require_verified()?;
            tx.recovery_codes().replace(&acting.organization.id, &caller.subject, &digests)?;
            acting.record(tx, now, &Event::RecoveryCodesRenewed(caller.subject.clone()))?;
            Ok(codes)
        })
    }
}
