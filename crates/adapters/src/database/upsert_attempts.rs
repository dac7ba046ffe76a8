//! Writes the counts of a member and of one session in one statement.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;
use diesel::{QueryResult, RunQueryDsl};

use super::sql_types::{Int4, Nullable, Text, Timestamptz};
use super::sql_values::DbTimestamp;

/// The rows of a member, locked in this order: the counts over all sessions, then those of a session. A connection prepares
/// the statement once; Diesel prepares its own upserts each time.
#[derive(Debug, Clone, Copy)]
pub(super) struct AttemptRows<'a> {
    pub(super) organization: &'a str,
    pub(super) subject: &'a str,
    pub(super) session: &'a str,
    /// The text of an attempt in the list of recent ones.
    pub(super) attempt: &'a str,
    pub(super) now: DbTimestamp,
}

/// Inserts or increments both counts and returns the rows.
#[derive(Debug)]
pub(super) struct CountAttempt<'a>(pub(super) AttemptRows<'a>);

/// Clears both counts and marks the session as verified.
#[derive(Debug)]
pub(super) struct VerifyAttempts<'a>(pub(super) AttemptRows<'a>);

impl QueryId for CountAttempt<'_> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryId for VerifyAttempts<'_> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for CountAttempt<'_> {
    // session, failures, paused_until, recent, verified_at
    type SqlType = (Text, Int4, Nullable<Timestamptz>, Text, Nullable<Timestamptz>);
}

impl<DB> QueryFragment<DB> for CountAttempt<'_>
where
    DB: Backend + HasSqlType<Text> + HasSqlType<Timestamptz>,
    str: ToSql<Text, DB>,
    DbTimestamp: ToSql<Timestamptz, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let rows = &self.0;
        pass.push_sql(
            "INSERT INTO attempt_counts (failures, organization_id, subject, session, recent, counted_at) VALUES (1, ",
        );
        pass.push_bind_param::<Text, str>(rows.organization)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Text, str>(rows.subject)?;
        pass.push_sql(", '', ");
        pass.push_bind_param::<Text, str>(rows.attempt)?;
        pass.push_sql(", NULL), (1, ");
        pass.push_bind_param::<Text, str>(rows.organization)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Text, str>(rows.subject)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Text, str>(rows.session)?;
        pass.push_sql(", '', ");
        pass.push_bind_param::<Timestamptz, DbTimestamp>(&rows.now)?;
        pass.push_sql(
            ") ON CONFLICT (organization_id, subject, session) DO UPDATE SET failures = attempt_counts.failures + 1, \
             recent = attempt_counts.recent || excluded.recent, counted_at = excluded.counted_at \
             RETURNING session, failures, paused_until, recent, verified_at",
        );
        Ok(())
    }
}

impl<DB> QueryFragment<DB> for VerifyAttempts<'_>
where
    DB: Backend + HasSqlType<Text> + HasSqlType<Timestamptz>,
    str: ToSql<Text, DB>,
    DbTimestamp: ToSql<Timestamptz, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let rows = &self.0;
        pass.push_sql(
            "INSERT INTO attempt_counts (failures, recent, organization_id, subject, session, verified_at, counted_at) \
             VALUES (0, '', ",
        );
        pass.push_bind_param::<Text, str>(rows.organization)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Text, str>(rows.subject)?;
        pass.push_sql(", '', ");
        pass.push_bind_param::<Timestamptz, DbTimestamp>(&rows.now)?;
        pass.push_sql(", NULL), (0, '', ");
        pass.push_bind_param::<Text, str>(rows.organization)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Text, str>(rows.subject)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Text, str>(rows.session)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Timestamptz, DbTimestamp>(&rows.now)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Timestamptz, DbTimestamp>(&rows.now)?;
        pass.push_sql(
            ") ON CONFLICT (organization_id, subject, session) DO UPDATE SET failures = 0, paused_until = NULL, \
             recent = replace(attempt_counts.recent, ",
        );
        pass.push_bind_param::<Text, str>(rows.attempt)?;
        pass.push_sql(", ''), verified_at = excluded.verified_at, counted_at = excluded.counted_at");
        Ok(())
    }
}

impl<C> RunQueryDsl<C> for CountAttempt<'_> {}

impl<C> RunQueryDsl<C> for VerifyAttempts<'_> {}
