//! Purges expired rows in memory.

use jiff::Timestamp;

use super::{MemoryTransaction, Tables};
use crate::model::audit::AuditValue;
use crate::model::authenticator::AuthenticatorState;
use crate::model::identity::OrganizationId;
use crate::model::session::MfaSession;
use crate::ports::{ADDRESS_FIELDS, ExpiredKind, Retention};
use crate::{Error, Result};

impl Retention for MemoryTransaction<'_> {
    fn purge(&mut self, kind: ExpiredKind, before: Timestamp, limit: u32) -> Result<u32> {
        let tables = self.writing()?;
        let limit = usize::try_from(limit).map_err(Error::internal)?;
        let mut purged = 0;
        // whether a row is purged, given that it has expired or not
        let mut may_purge = |expired: bool| {
            let taken = expired && purged < limit;
            purged += usize::from(taken);
            taken
        };
        let ended = |session: &MfaSession| session.ended_at.is_some_and(|at| at < before);
        let old = |session: &MfaSession| session.verified_at < before;
        match kind {
            ExpiredKind::EndedSessions => {
                tables.sessions.values_mut().for_each(|theirs| theirs.retain(|one| !may_purge(ended(one))));
            }
            ExpiredKind::OldSessions => {
                tables.sessions.values_mut().for_each(|theirs| theirs.retain(|one| !may_purge(old(one))));
            }
            ExpiredKind::PendingAuthenticators => {
                for (member, theirs) in &mut tables.authenticators {
                    theirs.retain(|one| {
                        let expired =
                            matches!(one.state, AuthenticatorState::Pending { expires_at, .. } if expires_at < before);
                        let taken = may_purge(expired);
                        if taken && let Some(codes) = tables.recovery_codes.get_mut(member) {
                            codes.delete_pending(one.id);
                        }
                        !taken
                    });
                }
            }
            ExpiredKind::Ceremonies => {
                let of_members = tables.ceremonies.values_mut();
                of_members.for_each(|theirs| theirs.retain(|one| !may_purge(one.expires_at < before)));
            }
            ExpiredKind::Links => {
                let of_members = tables.magic_links.values_mut();
                of_members.for_each(|theirs| theirs.retain(|link| !may_purge(link.expires_at < before)));
            }
            ExpiredKind::EnrolmentCodes => {
                let of_members = tables.enrolment_codes.values_mut();
                of_members.for_each(|theirs| theirs.retain(|code| !may_purge(code.expires_at < before)));
            }
            ExpiredKind::Disavowals => {
                let of_members = tables.disavowals.values_mut();
                of_members.for_each(|theirs| theirs.retain(|token| !may_purge(token.expires_at < before)));
            }
            ExpiredKind::UnverifiedAttempts | ExpiredKind::VerifiedAttempts => {
                let verified = kind == ExpiredKind::VerifiedAttempts;
                for theirs in tables.attempts.values_mut() {
                    theirs.sessions.retain(|_, (session, counted_at)| {
                        !may_purge(session.verified_at.is_some() == verified && *counted_at < before)
                    });
                }
            }
            ExpiredKind::Logouts => tables.logouts.retain(|_, logout| !may_purge(logout.expires_at < before)),
            ExpiredKind::LogoutTokens => tables.logout_tokens.retain(|_, expires_at| !may_purge(*expires_at < before)),
            ExpiredKind::SendCounts => tables.send_limits.retain(|_, window| !may_purge(window.began_at < before)),
        }
        let live: std::collections::BTreeSet<_> =
            tables.sessions.values().flatten().map(|session| session.id).collect();
        tables.spent_refresh_tokens.retain(|_, session| live.contains(session));
        u32::try_from(purged).map_err(Error::internal)
    }

    fn remove_addresses(
        &mut self,
        from: Option<&OrganizationId>,
        before: Timestamp,
        limit: u32,
    ) -> Result<Option<(OrganizationId, u32)>> {
        let Tables { audit, addresses_removed, .. } = self.writing()?;
        let most = usize::try_from(limit).map_err(Error::internal)?;
        for (organization, log) in audit.iter_mut().filter(|(id, _)| from.is_none_or(|from| *id >= from)) {
            let next = addresses_removed.entry(organization.clone()).or_default();
            let due = log.iter_mut().filter(|record| record.sequence >= *next);
            let due: Vec<_> = due.take_while(|record| record.entry.at < before).take(most).collect();
            let Some(last) = due.last().map(|record| record.sequence) else { continue };
            *next = last.saturating_add(1);
            let examined = u32::try_from(due.len()).map_err(Error::internal)?;
            for record in due {
                record.entry.source = None;
                for change in record.entry.changes.iter_mut().filter(|one| ADDRESS_FIELDS.contains(&&*one.field)) {
                    (change.before, change.after) = (AuditValue::Null, AuditValue::Null);
                }
            }
            return Ok(Some((organization.clone(), examined)));
        }
        Ok(None)
    }
}
