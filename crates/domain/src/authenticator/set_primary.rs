//! A member prefers a kind of authenticator.

use std::sync::Arc;

use super::Method;
use super::self_service::{Myself, caller_of};
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
            let myself = Myself::load(tx, caller, &organization, now)?;
            myself.require_verified()?;
            if !myself.active().any(|one| one.method() == method) {
                return Err(Error::RuleBroken(Rule::NotConfigured));
            }
            let before = myself.membership.primary;
            if before != Some(method) {
                let membership = Membership { primary: Some(method), ..myself.membership };
                tx.memberships().update(&organization.id, &membership)?;
            }
            let event = Event::PrimaryChosen { subject: caller.subject.clone(), before, after: method };
            record(tx, actor, &organization, now, &event)
        })
    }
}
