//! A member counts their codes and gets new ones.

use std::sync::Arc;

use super::new_set;
use crate::error::Rule;
use crate::model::audit::Event;
use crate::model::authenticator::RecoveryCode;
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::ports::{Clock, Random, Sealer, Store};
use crate::use_cases::authorize::authorized;
use crate::use_cases::caller_state::{CallerState, caller_of};
use crate::use_cases::record::record;
use crate::{Error, Result};

/// Tells the caller how many of their codes are left.
pub struct CountRecoveryCodes {
    /// Where they are kept.
    pub store: Arc<dyn Store>,
    /// When a refusal happened.
    pub clock: Arc<dyn Clock>,
}

impl CountRecoveryCodes {
    /// How many are left.
    pub fn execute(&self, actor: &Actor) -> Result<u64> {
        let caller = caller_of(actor)?;
        authorized(&*self.store, self.clock.now(), actor, Permission::ReadOwnMfa, |tx, organization| {
            tx.recovery_codes().remaining(&organization.id, &caller.subject)
        })
    }
}

/// Gives the caller a new set in the place of the old one, whose codes are all dead with that. In a session that has
/// passed the second factor, for who holds an authenticator.
pub struct RenewRecoveryCodes {
    /// Where they are kept.
    pub store: Arc<dyn Store>,
    /// When.
    pub clock: Arc<dyn Clock>,
    /// Where they come from.
    pub random: Arc<dyn Random>,
    /// How they are kept.
    pub sealer: Arc<dyn Sealer>,
}

impl RenewRecoveryCodes {
    /// The new codes, shown this once.
    pub fn execute(&self, actor: &Actor) -> Result<Vec<RecoveryCode>> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        let (codes, digests) = new_set(&*self.random, &*self.sealer)?;
        authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
            let caller_state = CallerState::load(tx, caller, &organization, now)?;
            caller_state.active().next().ok_or(Error::RuleBroken(Rule::NotConfigured))?;
            caller_state.require_verified()?;
            tx.recovery_codes().replace(&organization.id, &caller.subject, &digests)?;
            record(tx, actor, &organization, now, &Event::RecoveryCodesRenewed(caller.subject.clone()))?;
            Ok(codes)
        })
    }
}
