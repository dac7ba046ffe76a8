//! Erasures on SQLite.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::{QueryResult, sql_query};
use portcullis_domain::PERSONAL_FIELDS;

use super::super::append_entry::{NextSequence, ReturningSequence};
use super::super::audit_log::EntryRow;
use super::super::connection::AnyConnection;
use super::super::schema::audit_entries;
use super::super::sql_types::Text;

#[derive(QueryableByName)]
struct Replacement {
    #[diesel(sql_type = Text)]
    organization_id: String,
    #[diesel(sql_type = BigInt)]
    sequence: i64,
    #[diesel(sql_type = Text)]
    subject: String,
    #[diesel(sql_type = Text)]
    pseudonym: String,
    #[diesel(sql_type = BigInt)]
    next_sequence: i64,
}

/// Appends the entry, requests the replacement and deletes the membership. Returns the number of the entry.
pub(super) fn append(
    connection: &mut AnyConnection,
    (subject, pseudonym): (&str, &str),
    row: EntryRow,
) -> QueryResult<i64> {
    let organization = row.organization_id.clone();
    let numbered = (row, audit_entries::sequence.eq(NextSequence { organization: &organization }));
    let insert = diesel::insert_into(audit_entries::table).values(numbered);
    let sequence: i64 = ReturningSequence(insert).get_result(connection)?;
    sql_query("INSERT INTO erasures (organization_id, sequence, subject, pseudonym, next_sequence) VALUES (?1, ?2, ?3, ?4, 1)")
        .bind::<Text, _>(&organization)
        .bind::<BigInt, _>(sequence)
        .bind::<Text, _>(subject)
        .bind::<Text, _>(pseudonym)
        .execute(connection)?;
    sql_query("DELETE FROM memberships WHERE organization_id = ?1 AND subject = ?2")
        .bind::<Text, _>(&organization)
        .bind::<Text, _>(subject)
        .execute(connection)?;
    Ok(sequence)
}

/// Goes on with a requested replacement; `false` if none was requested.
pub(super) fn replace(connection: &mut SqliteConnection, most: i32) -> QueryResult<bool> {
    let first = sql_query("SELECT * FROM erasures ORDER BY organization_id, sequence LIMIT 1");
    let Some(requested) = first.get_result::<Replacement>(connection).optional()? else { return Ok(false) };
    let end = requested.next_sequence.saturating_add(most.max(1).into()).min(requested.sequence);
    // SQLite numbers `$1` by its first place, and `?1` by its name: organization, first entry, end, subject, pseudonym
    let within = "WHERE organization_id = ?1 AND sequence >= ?2 AND sequence < ?3";
    let as_actor = format!(
        "UPDATE audit_entries SET actor = ?5, token_id = NULL
         {within} AND actor = ?4 AND actor_kind = 'subject' AND actor_variant IS NULL"
    );
    let personal = PERSONAL_FIELDS.join("', '");
    let as_target = format!(
        "UPDATE audit_entries SET target = ?5, changes = (
             SELECT json_group_array(json(CASE WHEN value ->> 'field' IN ('{personal}')
                                          THEN json_set(value, '$.before', NULL, '$.after', NULL) ELSE value END))
             FROM json_each(changes))
         {within} AND target = ?4 AND target_kind = 'member'"
    );
    let as_delegate = format!("UPDATE audit_entries SET actor_delegate = ?5 {within} AND actor_delegate = ?4");
    for statement in [as_actor, as_delegate, as_target] {
        sql_query(statement)
            .bind::<Text, _>(&requested.organization_id)
            .bind::<BigInt, _>(requested.next_sequence)
            .bind::<BigInt, _>(end)
            .bind::<Text, _>(&requested.subject)
            .bind::<Text, _>(&requested.pseudonym)
            .execute(connection)?;
    }
    let proceed = if end == requested.sequence {
        "DELETE FROM erasures WHERE organization_id = ?1 AND sequence = ?2 AND ?3 = sequence"
    } else {
        "UPDATE erasures SET next_sequence = ?3 WHERE organization_id = ?1 AND sequence = ?2"
    };
    sql_query(proceed)
        .bind::<Text, _>(&requested.organization_id)
        .bind::<BigInt, _>(requested.sequence)
        .bind::<BigInt, _>(end)
        .execute(connection)?;
    Ok(true)
}
