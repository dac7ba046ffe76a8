//! Removes addresses from old audit entries.
//!
//! On PostgreSQL the service may not change the audit log. A function of the role that owns the tables does it there
//! (migration `20261130130000_log_addresses`), and statements of the same meaning on SQLite.

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{Error, OrganizationId, Result};

use super::connection::AnyConnection;
use super::error_mapping::InvalidRow;
use super::sql_types::{Integer, Text};
use super::transaction::DieselTransaction;

/// The log that was gone on with, and the number of its entries that were examined.
#[derive(QueryableByName)]
struct Examined {
    #[diesel(sql_type = Text)]
    organization: String,
    #[diesel(sql_type = Integer)]
    entries: i32,
}

impl DieselTransaction {
    /// Goes on with the first audit log from `from` on that has entries from before `before` to examine.
    pub(super) fn remove_log_addresses(
        &mut self,
        from: Option<&OrganizationId>,
        before: Timestamp,
        limit: u32,
    ) -> Result<Option<(OrganizationId, u32)>> {
        let (from, most) = (from.map_or("", OrganizationId::as_str), i32::try_from(limit).map_err(Error::internal)?);
        let examined: Option<Examined> = self.run(|connection| match connection {
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(connection) => postgres::remove(connection, from, before, most),
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(connection) => sqlite::remove(connection, from, before, most),
        })?;
        let Some(Examined { organization, entries }) = examined else { return Ok(None) };
        let bad = InvalidRow::at::<&str>("address_removals", "organization_id", &*organization);
        let id = OrganizationId::parse(organization.clone()).map_err(|_| bad("not an organization"))?;
        Ok(Some((id, u32::try_from(entries).map_err(Error::internal)?)))
    }
}
