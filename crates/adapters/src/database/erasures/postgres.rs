//! Erasures on PostgreSQL, by the functions of the migration.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer};
use diesel::{QueryResult, sql_query};
use serde_json::json;

use super::super::audit_log::EntryRow;
use super::super::sql_types::{Jsonb, Text};
use super::super::sql_values::Json;

#[derive(QueryableByName)]
struct Appended {
    #[diesel(sql_type = BigInt)]
    sequence: i64,
}

#[derive(QueryableByName)]
struct Replaced {
    #[diesel(sql_type = Bool)]
    requested: bool,
}

/// Locks the membership, so that no row that refers to it is being written.
pub(super) fn lock_member(connection: &mut PgConnection, organization: &str, subject: &str) -> QueryResult<()> {
    let lock = sql_query("SELECT 1 FROM memberships WHERE organization_id = $1 AND subject = $2 FOR UPDATE");
    lock.bind::<Text, _>(organization).bind::<Text, _>(subject).execute(connection).map(drop)
}

/// Appends the entry, requests the replacement and deletes the membership. Returns the number of the entry.
pub(super) fn append(connection: &mut PgConnection, subject: &str, row: &EntryRow) -> QueryResult<i64> {
    let entry = json!({
        "at": row.at.0.to_string(),
        "actor_kind": row.actor_kind,
        "actor_issuer": row.actor_issuer,
        "actor": row.actor,
        "token_id": row.token_id,
        "target": row.target,
        "changes": row.changes.0,
        "request_id": row.request_id,
        "source": row.source,
        "policy_version": row.policy_version,
        "actor_variant": row.actor_variant,
        "client_request_id": row.client_request_id,
    });
    let append = sql_query("SELECT portcullis_erase_member($1, $2, $3) AS sequence");
    let append = append.bind::<Text, _>(&row.organization_id).bind::<Text, _>(subject);
    let Appended { sequence } = append.bind::<Jsonb, _>(Json(entry)).get_result(connection)?;
    Ok(sequence)
}

/// Goes on with a requested replacement; `false` if none was requested.
pub(super) fn replace(connection: &mut PgConnection, most: i32) -> QueryResult<bool> {
    let replace = sql_query("SELECT portcullis_replace_erased($1) AS requested");
    let Replaced { requested } = replace.bind::<Integer, _>(most).get_result(connection)?;
    Ok(requested)
}
