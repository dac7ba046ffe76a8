//! Erases a member.

use std::sync::Arc;

use super::with_an_owner_left;
use crate::error::Resource;
use crate::model::audit::Event;
use crate::model::identity::{Actor, SubjectId};
use crate::ports::{Clock, Sealer, Store};
use crate::use_cases::acting::Acting;
use crate::use_cases::authorize::require_client_login;
use crate::use_cases::organization::named_by;
use crate::use_cases::record::record_erasure;
use crate::use_cases::retention::ReplaceErased;
use crate::use_cases::tombstone::find_tombstone;
use crate::{Error, Result};

/// How many batches of the audit log one execution examines; a background task does the rest.
const BATCHES: u32 = 20;

/// Erases a member, removed before or not: the address, authenticators, codes and sessions are deleted. The audit log stays
/// complete, with a keyed pseudonym in place of the subject, and the membership stays as a tombstone under it. Erasing hides
/// whose acts an audit log tells of, so that no role may do it: for operators and clients, in an ended organization too.
pub struct EraseMember {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Computes pseudonyms.
    pub sealer: Arc<dyn Sealer>,
}

/// The outcome of [`EraseMember`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The pseudonym that stands for the member.
    pub pseudonym: SubjectId,
    /// Whether this execution erased the member; `false` if they were erased before.
    pub erased: bool,
    /// Whether the audit log was examined to its end.
    pub log_is_done: bool,
}

impl EraseMember {
    /// Erases the subject in the organization that the actor names. A repetition goes on with the audit log, where an
    /// earlier execution was interrupted. [`NotFound`](Error::NotFound) for a subject who never was a member.
    pub fn execute(&self, actor: &Actor, subject: &SubjectId) -> Result<Erasure> {
        let id = named_by(actor)?;
        let now = self.clock.now();
        let missing = || Error::NotFound(Resource::Membership);
        let (pseudonym, erased) = self.store.transaction(|tx| {
            require_client_login(tx, actor)?;
            let organization = tx.organizations().lock_including_ended(id)?;
            let organization = organization.ok_or(Error::NotFound(Resource::Organization))?;
            let pseudonyms = if subject.is_pseudonym() {
                // the tombstone itself has nothing left to erase
                vec![subject.clone()]
            } else {
                self.sealer.pseudonyms(id, subject)?
            };
            let known = tx.memberships().find(id, subject)?.filter(|_| !subject.is_pseudonym());
            let Some(before) = known else {
                let tombstone = find_tombstone(tx, id, &pseudonyms)?.ok_or_else(missing)?;
                return Ok((tombstone.subject, false));
            };
            let pseudonym = pseudonyms.into_iter().next().ok_or_else(|| Error::internal("no key for a pseudonym"))?;
            let acting = Acting::new(actor, None, organization, None);
            if before.is_active() {
                let removed = before.removed(now);
                match acting.organization.deleted_at {
                    None => with_an_owner_left(tx, id, |tx| tx.memberships().update(id, &removed))?,
                    // an organization that ended needs no owner
                    Some(_) => tx.memberships().update(id, &removed)?,
                }
                acting.record(tx, now, &Event::MemberRemoved(before.clone()))?;
            }
            let tombstone = before.tombstone(pseudonym, now);
            record_erasure(tx, actor, &acting.organization, now, (&before, &tombstone))?;
            Ok((tombstone.subject, true))
        })?;
        let log_is_done = ReplaceErased { store: Arc::clone(&self.store) }.execute(BATCHES)?;
        Ok(Erasure { pseudonym, erased, log_is_done })
    }
}

#[cfg(test)]
mod tests;
