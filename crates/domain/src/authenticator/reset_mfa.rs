//! Everything that a member holds is taken away.

use std::sync::Arc;

use jiff::Timestamp;

use super::self_service::{Myself, keeps_a_counting_one};
use super::{AttemptLimit, Authenticator};
use crate::access::StepUpRule;
use crate::error::{Resource, Rule};
use crate::event::Event;
use crate::identity::{Actor, Identity, SubjectId};
use crate::membership::{Membership, Permission, Role, authorized};
use crate::organization::Organization;
use crate::{Clock, Error, Result, Store, Transaction, record};

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
                    let myself = Myself::load(tx, caller, &organization, now)?;
                    myself.require_verified()?;
                    let keeps = keeps_a_counting_one(&organization.policy, &myself.authenticators, |_| true);
                    if organization.policy.enforced() && !keeps {
                        return Err(Error::RuleBroken(Rule::EnforcedByOrganization));
                    }
                    reset(tx, actor, &organization, myself.membership, &myself.authenticators, now)
                })
            }
            (_, Some(target)) => authorized(&*self.store, now, actor, Permission::ResetOthers, |tx, organization| {
                let theirs = tx.memberships().find(&organization.id, target)?.filter(Membership::is_active);
                let theirs = theirs.ok_or(Error::NotFound(Resource::Membership))?;
                if let Identity::Caller(caller) = &actor.identity {
                    let myself = Myself::load(tx, caller, &organization, now)?;
                    if theirs.role == Role::Owner && myself.membership.role != Role::Owner {
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
