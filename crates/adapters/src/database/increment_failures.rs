//! Counts a failed attempt in one statement.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;
use diesel::{QueryResult, RunQueryDsl};

use super::sql_types::{Int4, Nullable, Text, Timestamptz};

/// Inserts or increments the failures of a member and returns the row. A connection prepares it once; Diesel prepares its
/// own upserts each time.
#[derive(Debug)]
pub(super) struct IncrementFailures<'a> {
    pub(super) organization: &'a str,
    pub(super) subject: &'a str,
}

impl QueryId for IncrementFailures<'_> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for IncrementFailures<'_> {
    type SqlType = (Int4, Nullable<Timestamptz>);
}

impl<DB> QueryFragment<DB> for IncrementFailures<'_>
where
    DB: Backend + HasSqlType<Text>,
    str: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql("INSERT INTO attempts (organization_id, subject, failures) VALUES (");
        pass.push_bind_param::<Text, str>(self.organization)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Text, str>(self.subject)?;
        pass.push_sql(
            ", 1) ON CONFLICT (organization_id, subject) DO UPDATE SET failures = attempts.failures + 1 \
             RETURNING failures, locked_until",
        );
        Ok(())
    }
}

impl<C> RunQueryDsl<C> for IncrementFailures<'_> {}
