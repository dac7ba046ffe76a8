//! The last owner stays.

use crate::error::Rule;
use crate::organization::OrganizationId;
use crate::{Error, Result, Transaction};

/// Runs `work`, and refuses what it did if it took the organization its last owner. What counts is the end: within
/// `work` one owner may go before another comes.
pub(super) fn keeping_an_owner<T>(
    tx: &mut dyn Transaction,
    organization: &OrganizationId,
    work: impl FnOnce(&mut dyn Transaction) -> Result<T>,
) -> Result<T> {
    let had_one = tx.memberships().count_owners(organization)? > 0;
    let value = work(tx)?;
    if had_one && tx.memberships().count_owners(organization)? == 0 {
        return Err(Error::RuleBroken(Rule::LastOwner));
    }
    Ok(value)
}
