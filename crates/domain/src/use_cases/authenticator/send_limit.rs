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

/// Mails asked for from one network address in a window. All members may share an address, that of an application's server:
/// it has room for several organizations, so that one alone does not use it up.
const OF_A_SOURCE: u32 = 5_000;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Store;
    use crate::testing::{MemoryStore, an_operator_of};

    #[test]
    fn links_of_one_organization_leave_others_their_own() -> Result<()> {
        let memory = MemoryStore::default();
        let (store, now): (&dyn Store, _) = (&memory, Timestamp::UNIX_EPOCH);
        let send = |organization: &str, member: u32, session: u32| {
            let actor = Actor { source: Some("192.0.2.1".to_owned()), ..an_operator_of(organization) };
            let (of, subject) = (OrganizationId::parse(organization)?, SubjectId::parse(format!("member-{member}"))?);
            let session = SessionBinding::restore(format!("provider {session}"));
            store.transaction(|tx| require_send_quota(tx, &actor, &of, (&subject, &session), now))
        };
        // twenty a member, five a session, from one network address
        for member in 0..50 {
            for sent in 0..OF_A_MEMBER {
                send("flood", member, sent / OF_A_SESSION)?;
            }
            assert!(matches!(send("flood", member, 9), Err(Error::TooManyAttempts(_))), "{member}");
        }
        assert!(matches!(send("flood", 50, 0), Err(Error::TooManyAttempts(_))));
        send("acme", 0, 0)
    }
}
