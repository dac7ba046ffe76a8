//! Decides about the caller.

use std::sync::Arc;

use crate::error::NoOrganization;
use crate::model::access::{Decision, DenialReason};
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized_read;
use crate::use_cases::caller_state::CallerState;
use crate::{Error, Result};

/// Decides about the caller. A caller without an organization is denied, which is a decision and not an error.
pub struct DecideOwnAccess {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl DecideOwnAccess {
    /// The decision.
    pub fn execute(&self, actor: &Actor) -> Result<Decision> {
        let now = self.clock.now();
        let decided = authorized_read(&*self.store, now, actor, Permission::ReadOwnMfa, |tx, acting| {
            Ok(CallerState::load(tx, &acting, now)?.decision().clone())
        });
        match decided {
            Err(Error::NoOrganization(NoOrganization::NotAssociated)) => Ok(Decision::Deny(DenialReason::NotAMember)),
            other => other,
        }
    }
}
