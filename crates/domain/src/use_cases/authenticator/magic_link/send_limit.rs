//! How many links are sent.

use jiff::Timestamp;

use crate::model::identity::{Actor, OrganizationId, SubjectId};
use crate::ports::Transaction;
use crate::{Error, Result};

/// How many a member gets in it.
const OF_A_MEMBER: u32 = 5;

/// How many an organization's members get in it.
const OF_AN_ORGANIZATION: u32 = 1_000;

/// How many are asked for from one network address in it; many members may share one.
const OF_A_SOURCE: u32 = 1_000;

/// How many leave in it.
const OF_ALL: u32 = 10_000;

/// Counts a link that is about to be sent, in the transaction that sends it, or refuses it. Scopes are held in one order,
/// so that no two wait for each other.
pub(crate) fn count_link(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &OrganizationId,
    subject: &SubjectId,
    now: Timestamp,
) -> Result<()> {
    let member = (format!("member {organization} {subject}"), OF_A_MEMBER);
    let tenant = (format!("organization {organization}"), OF_AN_ORGANIZATION);
    let source = actor.source.as_ref().map(|source| (format!("source {source}"), OF_A_SOURCE));
    let scopes = [Some(member), Some(tenant), source, Some(("all".to_owned(), OF_ALL))];
    for (scope, most) in scopes.into_iter().flatten() {
        let window = tx.send_limits().lock(&scope, now)?;
        let counted = window.one_more(most, now).map_err(|next| Error::TooManyAttempts(next.duration_since(now)))?;
        tx.send_limits().put(&scope, counted)?;
    }
    Ok(())
}
