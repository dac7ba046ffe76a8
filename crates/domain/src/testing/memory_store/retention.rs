//! What is over, forgotten in memory.

use jiff::Timestamp;

use super::MemoryTransaction;
use crate::model::authenticator::AuthenticatorState;
use crate::model::session::MfaSession;
use crate::ports::{ExpiredKind, Retention};
use crate::{Error, Result};

impl Retention for MemoryTransaction<'_> {
    fn purge(&mut self, what: ExpiredKind, before: Timestamp, most: u32) -> Result<u32> {
        let tables = self.writing()?;
        let most = usize::try_from(most).map_err(Error::internal)?;
        let mut gone = 0;
        // whether this one goes, which is over or not
        let mut goes = |over: bool| {
            let goes = over && gone < most;
            gone += usize::from(goes);
            goes
        };
        let ended = |session: &MfaSession| session.ended_at.is_some_and(|at| at < before);
        let old = |session: &MfaSession| session.verified_at < before;
        match what {
            ExpiredKind::EndedSessions => {
                tables.sessions.values_mut().for_each(|theirs| theirs.retain(|one| !goes(ended(one))));
            }
            ExpiredKind::OldSessions => {
                tables.sessions.values_mut().for_each(|theirs| theirs.retain(|one| !goes(old(one))));
            }
            ExpiredKind::PendingAuthenticators => {
                for (member, theirs) in &mut tables.authenticators {
                    theirs.retain(|one| {
                        let over =
                            matches!(one.state, AuthenticatorState::Pending { expires_at, .. } if expires_at < before);
                        let goes = goes(over);
                        if goes && let Some(codes) = tables.recovery_codes.get_mut(member) {
                            codes.stop_waiting(one.id);
                        }
                        !goes
                    });
                }
            }
            ExpiredKind::Ceremonies => {
                let of_members = tables.ceremonies.values_mut();
                of_members.for_each(|theirs| theirs.retain(|one| !goes(one.expires_at < before)));
            }
            ExpiredKind::Links => tables.magic_links.retain(|_, link| !goes(link.expires_at < before)),
            ExpiredKind::SendCounts => tables.send_limits.retain(|_, window| !goes(window.began_at < before)),
        }
        let live: std::collections::BTreeSet<_> =
            tables.sessions.values().flatten().map(|session| session.id).collect();
        tables.spent_refresh_tokens.retain(|_, session| live.contains(session));
        u32::try_from(gone).map_err(Error::internal)
    }
}
