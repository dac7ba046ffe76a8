//! Removes addresses on PostgreSQL, by the function of the migration.

use diesel::prelude::*;
use diesel::sql_types::Integer;
use diesel::{QueryResult, sql_query};
use jiff::Timestamp;

use super::super::sql_types::{Text, Timestamptz};
use super::super::sql_values::DbTimestamp;
use super::Examined;

/// Goes on with one log; `None` if nothing is due.
pub(super) fn remove(
    connection: &mut PgConnection,
    from: &str,
    before: Timestamp,
    most: i32,
) -> QueryResult<Option<Examined>> {
    sql_query("SELECT organization, entries FROM portcullis_remove_addresses($1, $2, $3)")
        .bind::<Text, _>(from)
        .bind::<Timestamptz, _>(DbTimestamp(before))
        .bind::<Integer, _>(most)
        .get_result(connection)
        .optional()
}
