//! The authorized actor of a use case.

use std::cell::Cell;

use jiff::Timestamp;

use crate::model::audit::{AuditActor, Event};
use crate::model::identity::{Actor, Caller, Identity};
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::model::session::MfaSession;
use crate::ports::Transaction;
use crate::use_cases::record::record;
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

    /// Records what the actor did to the organization as it is now; see [`record`].
    pub(crate) fn record(&self, tx: &mut dyn Transaction, now: Timestamp, event: &Event) -> Result<()> {
        self.note(event);
        record(tx, self.actor, &self.organization, now, event)
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
