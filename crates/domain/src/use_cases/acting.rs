//! The authorized actor of a use case.

use std::cell::Cell;

use jiff::Timestamp;

use crate::error::Resource;
use crate::model::audit::{AuditActor, Event};
use crate::model::identity::{Actor, Caller, Identity, SubjectId};
use crate::model::membership::{Membership, Permission, Role};
use crate::model::organization::Organization;
use crate::model::rule::Rule;
use crate::model::session::MfaSession;
use crate::ports::Transaction;
use crate::use_cases::enter_by_token::enter_locked;
use crate::use_cases::record::{NoticeLink, record, record_with_link};
use crate::{Error, Result};

/// An authorized actor, as [`authorized_read`](super::authorize::authorized_read) and its kind hand it to a use case.
pub struct Acting<'a> {
    /// The actor.
    pub actor: &'a Actor,
    /// The actor's active membership; `None` for an operator or a client.
    pub membership: Option<Membership>,
    /// The actor's organization. A use case that changes it leaves the changed one here.
    pub organization: Organization,
    /// The session of ours that the caller's token belongs to, if it is a token of ours.
    pub(crate) own_session: Option<MfaSession>,
    weakened: Cell<bool>,
}

impl<'a> Acting<'a> {
    pub(crate) fn new(
        actor: &'a Actor,
        membership: Option<Membership>,
        organization: Organization,
        own_session: Option<MfaSession>,
    ) -> Self {
        Self { actor, membership, organization, own_session, weakened: Cell::new(false) }
    }

    /// The caller and their membership. An error for operators and clients.
    pub(crate) fn caller(&self) -> Result<(&'a Caller, &Membership)> {
        let membership = self.membership.as_ref().ok_or_else(|| Error::internal("a caller without a membership"))?;
        Ok((caller_of(self.actor)?, membership))
    }

    /// The active member `subject`, on whom the actor acts with `permission`: never upward, only an owner acts on an owner.
    /// Operators and clients act on every member.
    pub(crate) fn find_target(
        &self,
        tx: &mut dyn Transaction,
        permission: Permission,
        subject: &SubjectId,
    ) -> Result<Membership> {
        let target = tx.memberships().find(&self.organization.id, subject)?.filter(Membership::is_active);
        let target = target.ok_or(Error::NotFound(Resource::Membership))?;
        let upward = |own: &Membership| target.role == Role::Owner && own.role != Role::Owner;
        if self.membership.as_ref().is_some_and(upward) { Err(Error::Forbidden(permission)) } else { Ok(target) }
    }

    /// Rejects an act of a caller on themselves, which breaks `rule`.
    pub(crate) fn reject_self(&self, rule: Rule, subject: &SubjectId) -> Result<()> {
        match &self.actor.identity {
            Identity::Caller(caller) if caller.subject == *subject => Err(Error::RuleBroken(rule)),
            Identity::Caller(_) | Identity::Operator(_) | Identity::Client(_) => Ok(()),
        }
    }

    /// Records what the actor did to the organization as it is now; see [`record`].
    pub(crate) fn record(&self, tx: &mut dyn Transaction, now: Timestamp, event: &Event) -> Result<()> {
        self.note(event);
        record(tx, self.actor, &self.organization, now, event)
    }

    /// Notes that the caller entered the organization; see [`enter_locked`].
    pub(crate) fn enter(&mut self, tx: &mut dyn Transaction, now: Timestamp) -> Result<()> {
        let Some(membership) = &mut self.membership else { return Ok(()) };
        enter_locked(tx, self.actor, &self.organization, &membership.subject, now)?;
        *membership = membership.entered(now);
        Ok(())
    }

    /// Records what the actor did, with a link in the notice to the member.
    pub(crate) fn record_with_link(
        &self,
        tx: &mut dyn Transaction,
        now: Timestamp,
        event: &Event,
        link: Option<&NoticeLink<'_>>,
    ) -> Result<()> {
        self.note(event);
        record_with_link(tx, self.actor, &self.organization, now, event, link)
    }

    fn note(&self, event: &Event) {
        let actor = AuditActor::from(&self.actor.identity);
        if event.describe().mailing.administrators.is_some_and(|weakening| weakening.is_reported(&actor)) {
            self.weakened.set(true);
        }
    }

    /// Whether the work asks less of a member than `before`, by the policy or by an exception that it recorded.
    pub(crate) fn weakens(&self, before: &Organization) -> bool {
        self.weakened.get() || before.base_policy().is_weakened_by(self.organization.base_policy())
    }
}

/// The caller behind an actor. An error for operators and clients, who hold no authenticators.
pub(crate) fn caller_of(actor: &Actor) -> Result<&Caller> {
    match &actor.identity {
        Identity::Caller(caller) => Ok(caller),
        Identity::Operator(_) | Identity::Client(_) => {
            Err(Error::internal("operators and clients have no authenticators"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Store;
    use crate::testing::{MemoryStore, a_caller, a_client_of, an_operator_of, an_organization, the_organization};

    #[test]
    fn actor_acts_on_members_but_never_upward() -> Result<()> {
        let store: &dyn Store = &MemoryStore::default();
        an_organization("acme")
            .with_member("owner", Role::Owner)
            .with_member("other-owner", Role::Owner)
            .with_member("admin", Role::Administrators)
            .with_member("other-admin", Role::Administrators)
            .with_member("bob", Role::User)
            .with_former_member("gone", Role::User)
            .save(store)?;
        let acme = the_organization(store, "acme");
        let outcome = |actor: &Actor, target: &str| {
            store.read(|tx| {
                let membership = match &actor.identity {
                    Identity::Caller(caller) => tx.memberships().find(&acme.id, &caller.subject)?,
                    Identity::Operator(_) | Identity::Client(_) => None,
                };
                let (acting, target) = (Acting::new(actor, membership, acme.clone(), None), SubjectId::parse(target)?);
                acting.reject_self(Rule::OwnException, &target)?;
                acting.find_target(tx, Permission::ResetOthers, &target).map(drop)
            })
        };
        let (owner, admin) = (a_caller("owner").acting(), a_caller("admin").acting());
        for (actor, target, expected) in [
            (&owner, "other-owner", "Ok(())"),
            (&owner, "admin", "Ok(())"),
            (&owner, "owner", "Err(RuleBroken(OwnException))"),
            (&admin, "bob", "Ok(())"),
            (&admin, "other-admin", "Ok(())"),
            (&admin, "owner", "Err(Forbidden(ResetOthers))"),
            (&admin, "admin", "Err(RuleBroken(OwnException))"),
            (&admin, "gone", "Err(NotFound(Membership))"),
            (&admin, "nobody", "Err(NotFound(Membership))"),
            (&an_operator_of("acme"), "owner", "Ok(())"),
            (&a_client_of("acme"), "owner", "Ok(())"),
            (&a_client_of("acme"), "gone", "Err(NotFound(Membership))"),
        ] {
            assert_eq!(format!("{:?}", outcome(actor, target)), expected, "{actor:?} {target}");
        }
        Ok(())
    }
}
