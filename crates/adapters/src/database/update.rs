//! Updates whose prepared statement is cached.
//!
//! Diesel prepares its own updates anew each time, because the columns they set may differ. These are cached by their SQL
//! text, which contains the columns.

use diesel::backend::Backend;
use diesel::query_builder::{AsChangeset, AstPass, IntoUpdateTarget, QueryFragment, QueryId, UpdateTarget};
use diesel::{QueryResult, QuerySource, RunQueryDsl};

/// Builds an update of the rows `target` with `changes`.
pub(super) fn update<S, V>(
    target: S,
    changes: V,
) -> Update<<S::Table as QuerySource>::FromClause, S::WhereClause, V::Changeset>
where
    S: IntoUpdateTarget,
    V: AsChangeset<Target = S::Table>,
{
    let UpdateTarget { table, where_clause } = target.into_update_target();
    Update { table: table.from_clause(), filter: where_clause, changes: changes.as_changeset() }
}

/// An update built by [`update`].
pub(super) struct Update<T, W, V> {
    table: T,
    filter: W,
    changes: V,
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
        self.changes.walk_ast(pass.reborrow())?;
        self.filter.walk_ast(pass)
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
    #[expect(clippy::disallowed_methods, reason = "compared with Diesel's own update")]
    fn update_renders_like_diesels_and_is_cached() -> QueryResult<()> {
        let target = || organizations::table.find("acme").filter(dsl::version.eq(1));
        let changes = (dsl::name.eq("Acme"), dsl::version.eq(2));
        let (ours, theirs) = (update(target(), changes), diesel::update(target()).set(changes));
        assert_eq!(debug_query::<Sqlite, _>(&ours).to_string(), debug_query::<Sqlite, _>(&theirs).to_string());
        assert!(QueryFragment::<Sqlite>::is_safe_to_cache_prepared(&ours, &Sqlite)?);
        // once this holds, this module is no longer needed
        assert!(!QueryFragment::<Sqlite>::is_safe_to_cache_prepared(&theirs, &Sqlite)?);
        Ok(())
    }
}
