//! Appends an audit entry and numbers it in one statement.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;
use diesel::{QueryResult, RunQueryDsl};

use super::sql_types::{BigInt, Text};

/// The sequence number after the last one of an organization. It reads the end of the key's index: `max` may be planned
/// as a scan of every entry of the organization.
#[derive(Debug)]
pub(super) struct NextSequence<'a> {
    pub(super) organization: &'a str,
}

impl QueryId for NextSequence<'_> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for NextSequence<'_> {
    type SqlType = BigInt;
}

impl ValidGrouping<()> for NextSequence<'_> {
    type IsAggregate = is_aggregate::Never;
}

// a subquery with its own table: it may stand anywhere
impl<T: ?Sized> AppearsOnTable<T> for NextSequence<'_> {}

impl<DB> QueryFragment<DB> for NextSequence<'_>
where
    DB: Backend + HasSqlType<Text>,
    str: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql("COALESCE((SELECT last.sequence FROM audit_entries AS last WHERE last.organization_id = ");
        pass.push_bind_param::<Text, str>(self.organization)?;
        pass.push_sql(" ORDER BY last.sequence DESC LIMIT 1), 0) + 1");
        Ok(())
    }
}

/// An insert that returns the sequence number of the row.
#[derive(Debug)]
pub(super) struct ReturningSequence<Q>(pub(super) Q);

impl<Q> QueryId for ReturningSequence<Q> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> Query for ReturningSequence<Q> {
    type SqlType = BigInt;
}

impl<Q, DB> QueryFragment<DB> for ReturningSequence<Q>
where
    DB: Backend,
    Q: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass.reborrow())?;
        pass.push_sql(" RETURNING sequence");
        Ok(())
    }
}

impl<Q, C> RunQueryDsl<C> for ReturningSequence<Q> {}
