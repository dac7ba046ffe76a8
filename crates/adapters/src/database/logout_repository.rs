//! Stores logouts at the identity provider.

use diesel::dsl::max;
use diesel::prelude::*;
use diesel::sql_types::Binary;
use jiff::Timestamp;
use portcullis_domain::{Digest, Logout, LogoutKeys, LogoutRepository, Logouts, Result};

use super::schema::logouts;
use super::sql_types::Timestamptz;
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;

/// The last logout with one of these digests, as an expression.
macro_rules! last_logout {
    ($digests:expr) => {
        crate::database::schema::logouts::table
            .filter(crate::database::schema::logouts::digest.eq_any($digests))
            .select(diesel::dsl::max(crate::database::schema::logouts::at))
            .single_value()
    };
}
pub(super) use last_logout;

/// Digests as they are compared with a column.
pub(super) fn bytes_of(digests: &[Digest]) -> Vec<&[u8]> {
    digests.iter().map(|digest| &digest[..]).collect()
}

/// Logouts as they are selected: of the session, of the subject.
pub(super) fn logouts_of((session, subject): (Option<DbTimestamp>, Option<DbTimestamp>)) -> Logouts {
    Logouts { session: session.map(|at| at.0), subject: subject.map(|at| at.0) }
}

impl LogoutRepository for DieselTransaction {
    fn accept_token(&mut self, token: &Digest, expires_at: Timestamp) -> Result<bool> {
        let insert = "INSERT INTO logout_tokens (digest, expires_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING";
        let inserted = self.run(|connection| {
            let insert = diesel::sql_query(insert).bind::<Binary, _>(&token[..]);
            insert.bind::<Timestamptz, _>(DbTimestamp(expires_at)).execute(connection)
        })?;
        Ok(inserted == 1)
    }

    fn insert(&mut self, logout: &Logout) -> Result<()> {
        let row = (
            logouts::digest.eq(&logout.digest.digest[..]),
            logouts::key_id.eq(&logout.digest.key_id),
            logouts::at.eq(DbTimestamp(logout.at)),
            logouts::expires_at.eq(DbTimestamp(logout.expires_at)),
        );
        self.run(|connection| diesel::insert_into(logouts::table).values(row).execute(connection))?;
        Ok(())
    }

    fn find(&mut self, keys: &LogoutKeys) -> Result<Logouts> {
        let last = |transaction: &mut Self, digests: &[Digest]| -> Result<Option<DbTimestamp>> {
            let of_digests = logouts::table.filter(logouts::digest.eq_any(bytes_of(digests)));
            transaction.run(|connection| of_digests.select(max(logouts::at)).first(connection))
        };
        Ok(logouts_of((last(self, &keys.session)?, last(self, &keys.subject)?)))
    }
}
