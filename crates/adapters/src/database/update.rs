//! Updates that a connection prepares once, as it does everything else that is asked often.
//!
//! Diesel prepares its own anew each time, as what they set may differ from one to the next. These are known by their
//! text, which says what they set.

use diesel::backend::Backend;
use diesel::query_builder::{AsChangeset, AstPass, IntoUpdateTarget, QueryFragment, QueryId, UpdateTarget};
use diesel::{QueryResult, QuerySource, RunQueryDsl};

/// Sets `to` in the rows of `of`.
pub(super) fn update<S, V>(of: S, to: V) -> Update<<S::Table as QuerySource>::FromClause, S::WhereClause, V::Changeset>
where
    S: IntoUpdateTarget,
    V: AsChangeset<Target = S::Table>,
{
    let UpdateTarget { table, where_clause } = of.into_update_target();
    Update { table: table.from_clause(), of: where_clause, to: to.as_changeset() }
}

/// An update, as [`update`] makes it.
pub(super) struct Update<T, W, V> {
    table: T,
    of: W,
    to: V,
}

impl<T, W, V> QueryId for Update<T, W, V> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T, W, V, DB> QueryFragment<DB> for Update<T, W, V>
where
    DB: Backend,
    T: QueryFragment<DB>,
    W: QueryFragment<DB>,
    V: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql("UPDATE ");
        self.table.walk_ast(pass.reborrow())?;
        pass.push_sql(" SET ");
        self.to.walk_ast(pass.reborrow())?;
        self.of.walk_ast(pass)
    }
}

impl<T, W, V, C> RunQueryDsl<C> for Update<T, W, V> {}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use diesel::sqlite::Sqlite;
    use diesel::{ExpressionMethods as _, QueryDsl as _, debug_query};

    use super::*;
    use crate::database::schema::organizations::{self, dsl};

    #[test]
    #[expect(clippy::disallowed_methods, reason = "what it is held against")]
    fn it_says_what_diesels_own_says_and_is_prepared_once() -> QueryResult<()> {
        let of = || organizations::table.find("acme").filter(dsl::version.eq(1));
        let to = (dsl::name.eq("Acme"), dsl::version.eq(2));
        let (ours, theirs) = (update(of(), to), diesel::update(of()).set(to));
        assert_eq!(debug_query::<Sqlite, _>(&ours).to_string(), debug_query::<Sqlite, _>(&theirs).to_string());
        assert!(QueryFragment::<Sqlite>::is_safe_to_cache_prepared(&ours, &Sqlite)?);
        // should this ever hold, ours is of no use any more
        assert!(!QueryFragment::<Sqlite>::is_safe_to_cache_prepared(&theirs, &Sqlite)?);
        Ok(())
    }
}
