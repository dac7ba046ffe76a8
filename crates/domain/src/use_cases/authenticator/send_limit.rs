//! Limits the mails with secrets that members request.

use jiff::Timestamp;

use crate::model::identity::{Actor, OrganizationId};
use crate::ports::Transaction;
use crate::use_cases::caller_state::CallerState;
use crate::{Error, Result};

/// Mails to one session of a member in a window.
const OF_A_SESSION: u32 = 5;

/// Mails to one member in a window. More than for a session: no session can use up the member's.
const OF_A_MEMBER: u32 = 20;

/// Mails to one member in a window, after which sessions that never verified get no more. The rest is kept for sessions that
/// verified, by whatever method: an attacker who knows the password begins as many sessions as they like.
const BEFORE_THE_RESERVE: u32 = 15;

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
    state: &CallerState,
    now: Timestamp,
) -> Result<()> {
    let (subject, session) = (&state.membership.subject, &state.session);
    let of_the_member = if state.has_evidence() { OF_A_MEMBER } else { BEFORE_THE_RESERVE };
    let session = (format!("session {organization} {subject} {session}"), OF_A_SESSION);
    let member = (format!("member {organization} {subject}"), of_the_member);
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
    use crate::model::identity::Method;
    use crate::model::membership::{Permission, Role};
    use crate::ports::Store;
    use crate::testing::{MemoryStore, a_caller, an_organization, verify_in_session};
    use crate::use_cases::authorize::authorized_write;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    /// Counts a mail to a member in a session.
    fn send(store: &dyn Store, organization: &str, member: &str, session: &str) -> Result<()> {
        let actor = a_caller(member).of(organization).in_session(session).acting();
        let actor = Actor { source: Some("192.0.2.1".to_owned()), ..actor };
        authorized_write(store, NOW, &actor, Permission::ManageOwnMfa, |tx, acting| {
            let state = CallerState::load(tx, acting, NOW)?;
            require_send_quota(tx, acting.actor, &acting.organization.id, &state, NOW)
        })
    }

    /// The number of mails that a member gets in new sessions of this name.
    fn sent(store: &dyn Store, member: &str, session: &str) -> usize {
        let in_session = |number: u32| send(store, "acme", member, &format!("{session}-{}", number / OF_A_SESSION));
        (0..100).take_while(|number| in_session(*number).is_ok()).count()
    }

    #[test]
    fn links_of_one_organization_leave_others_their_own() -> Result<()> {
        let store: &dyn Store = &MemoryStore::default();
        an_organization("acme").with_member("alice", Role::User).save(store)?;
        let names: Vec<_> = (0..100).map(|member| format!("member-{member}")).collect();
        let flood = names.iter().fold(an_organization("flood"), |flood, name| flood.with_member(name, Role::User));
        flood.save(store)?;
        // fifteen a member, five a session, from one network address
        let mut mails = 0;
        for name in &names {
            for number in 0..BEFORE_THE_RESERVE {
                let sent = send(store, "flood", name, &format!("s{}", number / OF_A_SESSION));
                mails += u32::from(sent.is_ok());
            }
        }
        assert_eq!(mails, OF_AN_ORGANIZATION);
        send(store, "acme", "alice", "s1")
    }

    #[test]
    fn part_of_a_members_mails_is_kept_for_verified_sessions() -> Result<()> {
        for method in [Method::Totp, Method::MagicLink] {
            let store: &dyn Store = &MemoryStore::default();
            an_organization("acme").with_member("alice", Role::User).with_member("bob", Role::User).save(store)?;
            verify_in_session(store, "acme", "alice", "own", method, NOW)?;
            assert_eq!(sent(store, "alice", "stolen"), 15, "whatever the number of sessions");
            let own = (0..9).take_while(|_| send(store, "acme", "alice", "own").is_ok()).count();
            assert_eq!(own, 5, "those of a session that verified");
            assert_eq!(sent(store, "bob", "stolen"), 15, "another member");
        }
        Ok(())
    }
}
