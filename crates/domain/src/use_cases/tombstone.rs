//! Finds erased members.

use crate::Result;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::membership::Membership;
use crate::ports::Transaction;

/// Finds what is left of an erased member, by the pseudonyms of every configured key.
pub(crate) fn find_tombstone(
    tx: &mut dyn Transaction,
    organization: &OrganizationId,
    pseudonyms: &[SubjectId],
) -> Result<Option<Membership>> {
    for pseudonym in pseudonyms {
        if let Some(tombstone) = tx.memberships().find(organization, pseudonym)? {
            return Ok(Some(tombstone));
        }
    }
    Ok(None)
}
