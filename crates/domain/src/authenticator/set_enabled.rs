//! A member switches a kind of authenticator on or off.

use std::sync::Arc;

use super::self_service::{Myself, caller_of, keeps_a_counting_one};
use super::{Authenticator, Method, State};
use crate::error::Rule;
use crate::event::Event;
use crate::identity::Actor;
use crate::membership::{Permission, authorized};
use crate::{Clock, Error, Result, Store, record};

/// Switches every authenticator of a kind on or off. Once one counts, only a session that has passed the second factor
/// may; and while the organization enforces MFA, the last one that counts stays on. Switching off ends what was proved.
pub struct SetEnabled {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// When.
    pub clock: Arc<dyn Clock>,
}

impl SetEnabled {
    /// Switches the caller's authenticators of this kind.
    pub fn execute(&self, actor: &Actor, method: Method, enabled: bool) -> Result<()> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
            let (id, subject) = (&organization.id, &caller.subject);
            let myself = Myself::load(tx, caller, &organization, now)?;
            myself.require_verified()?;
            let of_this_kind = |one: &&Authenticator| one.method() == method && one.is_configured();
            let mine: Vec<_> = myself.authenticators.iter().filter(of_this_kind).collect();
            if mine.is_empty() {
                return Err(Error::RuleBroken(Rule::NotConfigured));
            }
            let keeps =
                keeps_a_counting_one(&organization.policy, &myself.authenticators, |one| one.method() == method);
            if !enabled && organization.policy.enforced() && !keeps {
                return Err(Error::RuleBroken(Rule::EnforcedByOrganization));
            }
            let state = if enabled { State::Active } else { State::Disabled };
            let mut changed = false;
            for one in mine.into_iter().filter(|one| one.state != state) {
                tx.authenticators().update(id, subject, &Authenticator { state: state.clone(), ..one.clone() })?;
                changed = true;
            }
            if changed && !enabled {
                tx.sessions().end_all(id, subject, now)?;
            }
            let event = Event::MethodSwitched { subject: subject.clone(), method, enabled, changed };
            record(tx, actor, &organization, now, &event)
        })
    }
}
