//! Counts the magic links sent.

use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{Error, Result, SendLimitRepository, SendWindow};

use super::connection::AnyConnection;
use super::error_mapping::InvalidRow;
use super::schema::link_sends::dsl;
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;
use super::update::update;

impl DieselTransaction {
    /// Inserts a missing row before locking it: otherwise two concurrent first links would both count as the first.
    fn lock_window(&mut self, scope: &str, now: Timestamp) -> Result<Option<(DbTimestamp, i32)>> {
        self.run(|connection| {
            let none = (dsl::scope.eq(scope), dsl::began_at.eq(DbTimestamp(now)), dsl::sent.eq(0));
            let window = dsl::link_sends.find(scope).select((dsl::began_at, dsl::sent));
            match connection {
                #[cfg(feature = "postgres")]
                AnyConnection::Postgres(connection) => {
                    diesel::insert_into(dsl::link_sends).values(none).on_conflict_do_nothing().execute(connection)?;
                    window.for_update().first(connection).optional()
                }
                #[cfg(feature = "sqlite")]
                AnyConnection::Sqlite(connection) => {
                    diesel::insert_into(dsl::link_sends).values(none).on_conflict_do_nothing().execute(connection)?;
                    window.first(connection).optional()
                }
            }
        })
    }
}

impl SendLimitRepository for DieselTransaction {
    fn lock(&mut self, scope: &str, now: Timestamp) -> Result<SendWindow> {
        let window = match self.lock_window(scope, now)? {
            // it was purged during the wait
            None => self.lock_window(scope, now)?,
            window => window,
        };
        let (began_at, sent) =
            window.ok_or_else(|| Error::unavailable("the count of sent links was purged twice during the wait"))?;
        let sent = u32::try_from(sent).map_err(InvalidRow::at("link_sends", "sent", scope))?;
        Ok(SendWindow { began_at: began_at.0, sent })
    }

    fn put(&mut self, scope: &str, window: SendWindow) -> Result<()> {
        let sent = i32::try_from(window.sent).map_err(Error::internal)?;
        self.run(|connection| {
            update(dsl::link_sends.find(scope), (dsl::began_at.eq(DbTimestamp(window.began_at)), dsl::sent.eq(sent)))
                .execute(connection)
        })?;
        Ok(())
    }
}
