//! What is over, forgotten in the database.
//!
//! Rows are chosen by a bounded look and then taken out by their keys. On PostgreSQL the look takes them and passes over
//! those that another has: who forgets never waits, and no two of them wait for each other.

use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{Error, ExpiredKind, Result, Retention};

use super::connection::AnyConnection;
use super::schema::{
    authenticators, link_sends, magic_links, passkey_ceremonies, recovery_codes, sessions, spent_refresh_tokens,
};
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;

/// Loads rows that nobody else has.
macro_rules! take {
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
    fn forget(&mut self, what: ExpiredKind, before: Timestamp, most: u32) -> Result<u32> {
        let (moment, limit) = (DbTimestamp(before), i64::from(most));
        let gone = match what {
            ExpiredKind::EndedSessions => {
                let over = sessions::table.filter(sessions::ended_at.lt(Some(moment))).order(sessions::ended_at);
                let ids = take!(self, over.limit(limit).select(sessions::id))?;
                self.forget_sessions(&ids, limit)?
            }
            ExpiredKind::OldSessions => {
                let over = sessions::table.filter(sessions::verified_at.lt(moment)).order(sessions::verified_at);
                let ids = take!(self, over.limit(limit).select(sessions::id))?;
                self.forget_sessions(&ids, limit)?
            }
            ExpiredKind::PendingAuthenticators => self.forget_pending(moment, limit)?,
            ExpiredKind::Ceremonies => {
                let over = passkey_ceremonies::table.filter(passkey_ceremonies::expires_at.lt(moment)).limit(limit);
                let challenges: Vec<Vec<u8>> = take!(self, over.select(passkey_ceremonies::challenge))?;
                self.run(|connection| {
                    let over = passkey_ceremonies::table.filter(passkey_ceremonies::expires_at.lt(moment));
                    diesel::delete(over.filter(passkey_ceremonies::challenge.eq_any(&challenges))).execute(connection)
                })?
            }
            ExpiredKind::Links => {
                let over = magic_links::table.filter(magic_links::expires_at.lt(moment)).limit(limit);
                let digests: Vec<Vec<u8>> = take!(self, over.select(magic_links::digest))?;
                self.run(|connection| {
                    diesel::delete(magic_links::table.filter(magic_links::digest.eq_any(&digests))).execute(connection)
                })?
            }
            ExpiredKind::SendCounts => {
                let over = link_sends::table.filter(link_sends::began_at.lt(moment)).limit(limit);
                let scopes: Vec<String> = take!(self, over.select(link_sends::scope))?;
                self.run(|connection| {
                    diesel::delete(link_sends::table.filter(link_sends::scope.eq_any(&scopes))).execute(connection)
                })?
            }
        };
        u32::try_from(gone).map_err(Error::internal)
    }
}

impl DieselTransaction {
    /// The tokens that they spent go first, and a session that spent more than fit goes the next time.
    fn forget_sessions(&mut self, ids: &[String], limit: i64) -> Result<usize> {
        let digests: Vec<Vec<u8>> = self.run(|connection| {
            let spent = spent_refresh_tokens::table.filter(spent_refresh_tokens::session_id.eq_any(ids));
            spent.limit(limit).select(spent_refresh_tokens::digest).load(connection)
        })?;
        let tokens = self.run(|connection| {
            let spent = spent_refresh_tokens::table.filter(spent_refresh_tokens::digest.eq_any(&digests));
            diesel::delete(spent).execute(connection)
        })?;
        let gone = self.run(|connection| {
            let spent = spent_refresh_tokens::table.filter(spent_refresh_tokens::session_id.eq(sessions::id));
            let free =
                sessions::table.filter(sessions::id.eq_any(ids)).filter(diesel::dsl::not(diesel::dsl::exists(spent)));
            diesel::delete(free).execute(connection)
        })?;
        Ok(tokens + gone)
    }

    /// With the codes that wait for them, which would wait for ever.
    fn forget_pending(&mut self, before: DbTimestamp, limit: i64) -> Result<usize> {
        let over = authenticators::table.filter(authenticators::expires_at.lt(Some(before)));
        let over = over.order(authenticators::expires_at).limit(limit);
        let keys = (authenticators::id, authenticators::organization_id, authenticators::subject);
        let found: Vec<(String, String, String)> = take!(self, over.select(keys))?;
        for (id, organization, subject) in &found {
            self.run(|connection| {
                diesel::delete(authenticators::table.find(id)).execute(connection)?;
                let theirs = recovery_codes::table.filter(recovery_codes::organization_id.eq(organization));
                let waiting =
                    theirs.filter(recovery_codes::subject.eq(subject)).filter(recovery_codes::waits_for.eq(id));
                diesel::delete(waiting).execute(connection)
            })?;
        }
        Ok(found.len())
    }
}
