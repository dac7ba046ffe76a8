//! Column types that mean the same in both databases, under the names that `diesel print-schema` writes.

use diesel::sql_types::ops;

use diesel::query_builder::QueryId;
pub(crate) use diesel::sql_types::*;

/// The name that `diesel print-schema` writes; Diesel has it only where PostgreSQL is built in.
#[cfg(not(feature = "postgres"))]
pub(crate) type Bytea = Binary;

/// A moment: `timestamptz` in PostgreSQL, whole microseconds since 1970 as `INTEGER` in SQLite.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[cfg_attr(feature = "postgres", diesel(postgres_type(oid = 1184, array_oid = 1185)))]
#[cfg_attr(feature = "sqlite", diesel(sqlite_type(name = "Long")))]
pub struct Timestamptz;

/// A JSON document: `jsonb` in PostgreSQL, text in SQLite.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[cfg_attr(feature = "postgres", diesel(postgres_type(oid = 3802, array_oid = 3807)))]
#[cfg_attr(feature = "sqlite", diesel(sqlite_type(name = "Text")))]
pub struct Jsonb;

// `table!` knows columns of time by the name of their type and then asks for these
impl ops::Add for Timestamptz {
    type Rhs = Interval;
    type Output = Self;
}

impl ops::Sub for Timestamptz {
    type Rhs = Interval;
    type Output = Self;
}

/// Times have an order, so that there is a newest one.
impl diesel::sql_types::SqlOrd for Timestamptz {}
