//! Limits the mails with secrets that members request.

use jiff::Timestamp;

use crate::model::identity::{Actor, OrganizationId, SubjectId};
use crate::model::session::SessionBinding;
use crate::ports::Transaction;
use crate::{Error, Result};

/// Mails to one session of a member in a window.
const OF_A_SESSION: u32 = 5;

/// Mails to one member in a window. More than for a session: no session can use up the member's.
const OF_A_MEMBER: u32 = 20;

/// Mails to the members of one organization in a window.
const OF_AN_ORGANIZATION: u32 = 1_000;

/// Mails asked for from one network address in a window; many members may share an address.
const OF_A_SOURCE: u32 = 1_000;

/// Mails of the whole installation in a window.
const OF_ALL: u32 = 10_000;

/// Counts a mail in the transaction that sends it, or rejects it. The scopes are locked in one order, so that concurrent
/// requests cannot deadlock.
pub(crate) fn require_send_quota(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &OrganizationId,
    (subject, session): (&SubjectId, &SessionBinding),
    now: Timestamp,
) -> Result<()> {
    let session = (format!("session {organization} {subject} {session}"), OF_A_SESSION);
    let member = (format!("member {organization} {subject}"), OF_A_MEMBER);
    let tenant = (format!("organization {organization}"), OF_AN_ORGANIZATION);
    let source = actor.source.as_ref().map(|source| (format!("source {source}"), OF_A_SOURCE));
    let scopes = [Some(session), Some(member), Some(tenant), source, Some(("all".to_owned(), OF_ALL))];
    for (scope, limit) in scopes.into_iter().flatten() {
        let window = tx.send_limits().lock(&scope, now)?;
        let counted = window.one_more(limit, now).map_err(|next| Error::TooManyAttempts(next.duration_since(now)))?;
        tx.send_limits().put(&scope, counted)?;
    }
    Ok(())
}
