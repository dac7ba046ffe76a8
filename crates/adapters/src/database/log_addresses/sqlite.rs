//! Removes addresses on SQLite.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};
use diesel::{QueryResult, sql_query};
use jiff::Timestamp;
use portcullis_domain::ADDRESS_FIELDS;

use super::super::sql_types::{Text, Timestamptz};
use super::super::sql_values::DbTimestamp;
use super::Examined;

/// The entries that are examined next.
#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = Text)]
    organization: String,
    #[diesel(sql_type = BigInt)]
    first: i64,
    #[diesel(sql_type = BigInt)]
    last: i64,
    #[diesel(sql_type = Integer)]
    entries: i32,
}

/// The first log from ?1 on whose next entry is older than ?2, and its entries up to the first that is not, at most ?3.
const DUE: &str = "
WITH next AS (
    SELECT o.id, COALESCE(r.next_sequence, 1) AS sequence
    FROM organizations o LEFT JOIN address_removals r ON r.organization_id = o.id
    WHERE o.id >= ?1 AND (
        SELECT e.at FROM audit_entries e
        WHERE e.organization_id = o.id AND e.sequence >= COALESCE(r.next_sequence, 1)
        ORDER BY e.sequence LIMIT 1) < ?2
    ORDER BY o.id LIMIT 1
), page AS (
    SELECT e.sequence, e.at FROM audit_entries e, next
    WHERE e.organization_id = next.id AND e.sequence >= next.sequence
    ORDER BY e.sequence LIMIT ?3
), judged AS (
    SELECT sequence, max(at) OVER (ORDER BY sequence) < ?2 AS due FROM page
)
SELECT next.id AS organization, min(judged.sequence) AS first, max(judged.sequence) AS last,
       CAST(count(*) AS INTEGER) AS entries
FROM judged, next WHERE judged.due GROUP BY next.id";

/// Goes on with one log; `None` if nothing is due.
pub(super) fn remove(
    connection: &mut SqliteConnection,
    from: &str,
    before: Timestamp,
    most: i32,
) -> QueryResult<Option<Examined>> {
    let due = sql_query(DUE).bind::<Text, _>(from).bind::<Timestamptz, _>(DbTimestamp(before));
    let due = due.bind::<Integer, _>(most.max(1)).get_result::<Due>(connection).optional()?;
    let Some(Due { organization, first, last, entries }) = due else { return Ok(None) };
    let addresses = ADDRESS_FIELDS.join("', '");
    let clear = format!(
        "UPDATE audit_entries SET source = NULL, changes = (
             SELECT json_group_array(json(CASE WHEN value ->> 'field' IN ('{addresses}')
                                          THEN json_set(value, '$.before', NULL, '$.after', NULL) ELSE value END))
             FROM json_each(changes))
         WHERE organization_id = ?1 AND sequence BETWEEN ?2 AND ?3 AND (source IS NOT NULL OR EXISTS (
             SELECT 1 FROM json_each(changes) WHERE value ->> 'field' IN ('{addresses}')))"
    );
    let proceed = "INSERT INTO address_removals (organization_id, next_sequence) VALUES (?1, ?3 + 1)
                   ON CONFLICT (organization_id) DO UPDATE SET next_sequence = ?3 + 1 WHERE next_sequence <= ?2";
    for statement in [&*clear, proceed] {
        sql_query(statement)
            .bind::<Text, _>(&organization)
            .bind::<BigInt, _>(first)
            .bind::<BigInt, _>(last)
            .execute(connection)?;
    }
    Ok(Some(Examined { organization, entries }))
}
