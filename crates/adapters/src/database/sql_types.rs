//! Column types with one meaning in both databases, under the names that `diesel print-schema` writes.

use diesel::sql_types::ops;

use diesel::query_builder::QueryId;
pub(crate) use diesel::sql_types::*;

/// Diesel defines this name only with PostgreSQL.
#[cfg(not(feature = "postgres"))]
pub(crate) type Bytea = Binary;

/// A timestamp: `timestamptz` on PostgreSQL, microseconds since 1970 as `INTEGER` on SQLite.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[cfg_attr(feature = "postgres", diesel(postgres_type(oid = 1184, array_oid = 1185)))]
#[cfg_attr(feature = "sqlite", diesel(sqlite_type(name = "Long")))]
pub struct Timestamptz;

/// A JSON document: `jsonb` on PostgreSQL, text on SQLite.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[cfg_attr(feature = "postgres", diesel(postgres_type(oid = 3802, array_oid = 3807)))]
#[cfg_attr(feature = "sqlite", diesel(sqlite_type(name = "Text")))]
pub struct Jsonb;

// `table!` recognizes timestamp columns by the type's name and requires these
impl ops::Add for Timestamptz {
    type Rhs = Interval;
    type Output = Self;
}

impl ops::Sub for Timestamptz {
    type Rhs = Interval;
    type Output = Self;
}

/// Allows `min` and `max`.
impl diesel::sql_types::SqlOrd for Timestamptz {}
