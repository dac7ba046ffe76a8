//! The authorized actor of a use case.

use jiff::Timestamp;

use crate::model::audit::Event;
use crate::model::identity::{Actor, Caller, Identity};
use crate::model::membership::Membership;
use crate::model::organization::{Organization, UndoWindow};
use crate::model::session::{MfaSession, SessionBinding};
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
    /// Whether the caller holds an active authenticator; `None` where the call does not need to know.
    pub(crate) holds_authenticator: Option<bool>,
    /// The member that the permission is used on, if it is used on one.
    pub(crate) target: Option<Membership>,
}

impl<'a> Acting<'a> {
    pub(crate) fn new(
        actor: &'a Actor,
        membership: Option<Membership>,
        organization: Organization,
        own_session: Option<MfaSession>,
    ) -> Self {
        Self { actor, membership, organization, own_session, holds_authenticator: None, target: None }
    }

    /// The caller and their membership. An error for operators and clients.
    pub(crate) fn caller(&self) -> Result<(&'a Caller, &Membership)> {
        let membership = self.membership.as_ref().ok_or_else(|| Error::internal("a caller without a membership"))?;
        Ok((caller_of(self.actor)?, membership))
    }

    /// Records what the actor did to the organization as it is now; see [`record`].
    pub(crate) fn record(&self, tx: &mut dyn Transaction, now: Timestamp, event: &Event) -> Result<()> {
        record(tx, self.actor, &self.organization, now, event)
    }

    /// The membership of the member that the permission is used on.
    pub(crate) fn target(&self) -> Result<&Membership> {
        self.target.as_ref().ok_or_else(|| Error::internal("a permission that is used on no member"))
    }

    /// The window that enforcing MFA opens: for callers who hold no active authenticator.
    pub(crate) fn undo_window(&self, policy_version: u64, now: Timestamp) -> Option<UndoWindow> {
        let (caller, _) = self.caller().ok().filter(|_| self.holds_authenticator == Some(false))?;
        let session = SessionBinding::of(caller, self.own_session.as_ref());
        Some(UndoWindow { subject: caller.subject.clone(), session, since: now, policy_version })
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
