//! Purges expired rows.
//!
//! A bounded query selects rows, which are then deleted by key. On PostgreSQL it locks them and skips locked ones, so that
//! a purge never waits.

use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{Error, ExpiredKind, OrganizationId, Result, Retention};

use super::connection::AnyConnection;
use super::schema::{
    attempt_counts, authenticators, disavowals, enrolment_codes, link_sends, logout_tokens, logouts, magic_links,
    passkey_ceremonies, recovery_codes, sessions, spent_refresh_tokens,
};
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;

/// Loads rows, on PostgreSQL locking them and skipping locked ones.
macro_rules! load_unlocked {
    ($transaction:expr, $rows:expr) => {
        $transaction.run(|connection| {
            let rows = $rows;
            match connection {
                #[cfg(feature = "postgres")]
                AnyConnection::Postgres(connection) => rows.for_update().skip_locked().load(connection),
                #[cfg(feature = "sqlite")]
                AnyConnection::Sqlite(connection) => rows.load(connection),
            }
        })
    };
}

impl Retention for DieselTransaction {
    fn purge(&mut self, what: ExpiredKind, before: Timestamp, most: u32) -> Result<u32> {
        let (moment, limit) = (DbTimestamp(before), i64::from(most));
        let deleted = match what {
            ExpiredKind::EndedSessions => {
                let expired = sessions::table.filter(sessions::ended_at.lt(Some(moment))).order(sessions::ended_at);
                let ids = load_unlocked!(self, expired.limit(limit).select(sessions::id))?;
                self.purge_sessions(&ids, limit)?
            }
            ExpiredKind::OldSessions => {
                let expired = sessions::table.filter(sessions::verified_at.lt(moment)).order(sessions::verified_at);
                let ids = load_unlocked!(self, expired.limit(limit).select(sessions::id))?;
                self.purge_sessions(&ids, limit)?
            }
            ExpiredKind::PendingAuthenticators => self.purge_pending(moment, limit)?,
            ExpiredKind::Ceremonies => {
                let expired = passkey_ceremonies::table.filter(passkey_ceremonies::expires_at.lt(moment)).limit(limit);
                let challenges: Vec<Vec<u8>> = load_unlocked!(self, expired.select(passkey_ceremonies::challenge))?;
                self.run(|connection| {
                    let expired = passkey_ceremonies::table.filter(passkey_ceremonies::expires_at.lt(moment));
                    diesel::delete(expired.filter(passkey_ceremonies::challenge.eq_any(&challenges)))
                        .execute(connection)
                })?
            }
            ExpiredKind::Links => {
                let expired = magic_links::table.filter(magic_links::expires_at.lt(moment)).limit(limit);
                let digests: Vec<Vec<u8>> = load_unlocked!(self, expired.select(magic_links::digest))?;
                self.run(|connection| {
                    diesel::delete(magic_links::table.filter(magic_links::digest.eq_any(&digests))).execute(connection)
                })?
            }
            ExpiredKind::EnrolmentCodes => {
                let expired = enrolment_codes::table.filter(enrolment_codes::expires_at.lt(moment)).limit(limit);
                let digests: Vec<Vec<u8>> = load_unlocked!(self, expired.select(enrolment_codes::digest))?;
                self.run(|connection| {
                    let expired = enrolment_codes::table.filter(enrolment_codes::expires_at.lt(moment));
                    diesel::delete(expired.filter(enrolment_codes::digest.eq_any(&digests))).execute(connection)
                })?
            }
            ExpiredKind::Disavowals => {
                let expired = disavowals::table.filter(disavowals::expires_at.lt(moment)).limit(limit);
                let digests: Vec<Vec<u8>> = load_unlocked!(self, expired.select(disavowals::digest))?;
                self.run(|connection| {
                    diesel::delete(disavowals::table.filter(disavowals::digest.eq_any(&digests))).execute(connection)
                })?
            }
            ExpiredKind::UnverifiedAttempts | ExpiredKind::VerifiedAttempts => {
                self.purge_attempts(what == ExpiredKind::VerifiedAttempts, moment, limit)?
            }
            ExpiredKind::Logouts => {
                let expired = logouts::table.filter(logouts::expires_at.lt(moment)).order(logouts::expires_at);
                let numbers: Vec<i64> = load_unlocked!(self, expired.limit(limit).select(logouts::number))?;
                self.run(|connection| {
                    diesel::delete(logouts::table.filter(logouts::number.eq_any(&numbers))).execute(connection)
                })?
            }
            ExpiredKind::LogoutTokens => {
                let expired = logout_tokens::table.filter(logout_tokens::expires_at.lt(moment)).limit(limit);
                let digests: Vec<Vec<u8>> = load_unlocked!(self, expired.select(logout_tokens::digest))?;
                self.run(|connection| {
                    let used = logout_tokens::table.filter(logout_tokens::digest.eq_any(&digests));
                    diesel::delete(used).execute(connection)
                })?
            }
            ExpiredKind::SendCounts => {
                let expired = link_sends::table.filter(link_sends::began_at.lt(moment)).limit(limit);
                let scopes: Vec<String> = load_unlocked!(self, expired.select(link_sends::scope))?;
                self.run(|connection| {
                    diesel::delete(link_sends::table.filter(link_sends::scope.eq_any(&scopes))).execute(connection)
                })?
            }
        };
        u32::try_from(deleted).map_err(Error::internal)
    }

    fn remove_addresses(
        &mut self,
        from: Option<&OrganizationId>,
        before: Timestamp,
        limit: u32,
    ) -> Result<Option<(OrganizationId, u32)>> {
        self.remove_log_addresses(from, before, limit)
    }
}

impl DieselTransaction {
    /// Deletes spent refresh tokens first; a session with more than `limit` is deleted in a later call.
    fn purge_sessions(&mut self, ids: &[String], limit: i64) -> Result<usize> {
        let digests: Vec<Vec<u8>> = self.run(|connection| {
            let spent = spent_refresh_tokens::table.filter(spent_refresh_tokens::session_id.eq_any(ids));
            spent.limit(limit).select(spent_refresh_tokens::digest).load(connection)
        })?;
        let tokens = self.run(|connection| {
            let spent = spent_refresh_tokens::table.filter(spent_refresh_tokens::digest.eq_any(&digests));
            diesel::delete(spent).execute(connection)
        })?;
        let deleted = self.run(|connection| {
            let spent = spent_refresh_tokens::table.filter(spent_refresh_tokens::session_id.eq(sessions::id));
            let without_tokens =
                sessions::table.filter(sessions::id.eq_any(ids)).filter(diesel::dsl::not(diesel::dsl::exists(spent)));
            diesel::delete(without_tokens).execute(connection)
        })?;
        Ok(tokens + deleted)
    }

    /// Deletes counts of sessions that verified, or of those that never did.
    fn purge_attempts(&mut self, verified: bool, before: DbTimestamp, limit: i64) -> Result<usize> {
        let expired = attempt_counts::table.filter(attempt_counts::counted_at.lt(Some(before)));
        let expired = expired.order(attempt_counts::counted_at).limit(limit);
        let keys = (attempt_counts::organization_id, attempt_counts::subject, attempt_counts::session);
        // each has an index of its own
        let found: Vec<(String, String, String)> = if verified {
            load_unlocked!(self, expired.filter(attempt_counts::verified_at.is_not_null()).select(keys))?
        } else {
            load_unlocked!(self, expired.filter(attempt_counts::verified_at.is_null()).select(keys))?
        };
        for (organization, subject, session) in &found {
            self.run(|connection| {
                diesel::delete(attempt_counts::table.find((organization, subject, session))).execute(connection)
            })?;
        }
        Ok(found.len())
    }

    /// Deletes pending authenticators with their pending recovery codes.
    fn purge_pending(&mut self, before: DbTimestamp, limit: i64) -> Result<usize> {
        let expired = authenticators::table.filter(authenticators::expires_at.lt(Some(before)));
        let expired = expired.order(authenticators::expires_at).limit(limit);
        let keys = (authenticators::id, authenticators::organization_id, authenticators::subject);
        let found: Vec<(String, String, String)> = load_unlocked!(self, expired.select(keys))?;
        for (id, organization, subject) in &found {
            self.run(|connection| {
                diesel::delete(authenticators::table.find(id)).execute(connection)?;
                let codes = recovery_codes::table.filter(recovery_codes::organization_id.eq(organization));
                let waiting =
                    codes.filter(recovery_codes::subject.eq(subject)).filter(recovery_codes::waits_for.eq(id));
                diesel::delete(waiting).execute(connection)
            })?;
        }
        Ok(found.len())
    }
}
