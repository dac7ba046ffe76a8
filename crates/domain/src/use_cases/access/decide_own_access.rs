//! What does this caller need now?

use std::sync::Arc;

use crate::error::NoOrganization;
use crate::model::access::{Decision, DenialReason};
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized;
use crate::use_cases::caller_state::{CallerState, caller_of};
use crate::{Error, Result};

/// Decides for the caller themselves. Who belongs to no organization is denied, which is an answer and no error.
pub struct DecideOwnAccess {
    /// Where the facts are kept.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

impl DecideOwnAccess {
    /// The decision.
    pub fn execute(&self, actor: &Actor) -> Result<Decision> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        let decided = authorized(&*self.store, now, actor, Permission::ReadOwnMfa, |tx, organization| {
            Ok(CallerState::load(tx, caller, &organization, now)?.decision().clone())
        });
        match decided {
            Err(Error::NoOrganization(NoOrganization::NotAssociated)) => Ok(Decision::Deny(DenialReason::NotAMember)),
            other => other,
        }
    }
}
