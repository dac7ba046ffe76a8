//! Values of the column types in `sql_types`, for both databases.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::HasSqlType;
use jiff::{SignedDuration, Timestamp};

use super::connection::MultiBackend;
use super::sql_types::{Jsonb, Timestamptz};

/// A timestamp in whole microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Timestamptz)]
pub(crate) struct DbTimestamp(pub(crate) Timestamp);

impl DbTimestamp {
    /// Reads every timestamp that was written, `Timestamp::MAX` too, which `Timestamp::from_microsecond` rejects.
    fn at(microseconds: i64) -> Result<Self, jiff::Error> {
        Timestamp::from_duration(SignedDuration::from_micros(microseconds)).map(Self)
    }
}

/// A JSON document.
#[derive(Debug, Clone, PartialEq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Jsonb)]
pub(crate) struct Json(pub(crate) serde_json::Value);

/// Implements the conversions of the multi-connection, which pass each value to the database behind it.
macro_rules! for_both_backends {
    ($value:ty, $sql:ty) => {
        impl HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Self::lookup_sql_type::<$sql>(lookup)
            }
        }

        impl ToSql<$sql, MultiBackend> for $value {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value((<$sql>::default(), self));
                Ok(IsNull::No)
            }
        }

        impl FromSql<$sql, MultiBackend> for $value {
            fn from_sql(bytes: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                bytes.from_sql::<Self, $sql>()
            }
        }
    };
}

for_both_backends!(DbTimestamp, Timestamptz);
for_both_backends!(Json, Jsonb);

#[cfg(feature = "sqlite")]
mod sqlite {
    use diesel::sql_types::{BigInt, Text};
    use diesel::sqlite::Sqlite;

    use super::{DbTimestamp, FromSql, IsNull, Json, Jsonb, Output, Timestamptz, ToSql, deserialize, serialize};

    impl ToSql<Timestamptz, Sqlite> for DbTimestamp {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
            out.set_value(self.0.as_microsecond());
            Ok(IsNull::No)
        }
    }

    impl FromSql<Timestamptz, Sqlite> for DbTimestamp {
        fn from_sql(value: <Sqlite as diesel::backend::Backend>::RawValue<'_>) -> deserialize::Result<Self> {
            let microseconds = <i64 as FromSql<BigInt, Sqlite>>::from_sql(value)?;
            Ok(Self::at(microseconds)?)
        }
    }

    impl ToSql<Jsonb, Sqlite> for Json {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
            out.set_value(serde_json::to_string(&self.0)?);
            Ok(IsNull::No)
        }
    }

    impl FromSql<Jsonb, Sqlite> for Json {
        fn from_sql(value: <Sqlite as diesel::backend::Backend>::RawValue<'_>) -> deserialize::Result<Self> {
            let text = <String as FromSql<Text, Sqlite>>::from_sql(value)?;
            Ok(Self(serde_json::from_str(&text)?))
        }
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use std::io::Write;

    use diesel::pg::data_types::PgTimestamp;
    use diesel::pg::{Pg, PgValue};
    use diesel::sql_types::Timestamptz as PgTimestamptz;

    use super::{DbTimestamp, FromSql, IsNull, Json, Jsonb, Output, Timestamptz, ToSql, deserialize, serialize};

    /// PostgreSQL counts from 2000-01-01T00:00:00Z.
    const EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;

    impl ToSql<Timestamptz, Pg> for DbTimestamp {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
            let at = PgTimestamp(self.0.as_microsecond() - EPOCH_MICROSECONDS);
            ToSql::<PgTimestamptz, Pg>::to_sql(&at, &mut out.reborrow())
        }
    }

    impl FromSql<Timestamptz, Pg> for DbTimestamp {
        fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
            let PgTimestamp(at) = <PgTimestamp as FromSql<PgTimestamptz, Pg>>::from_sql(value)?;
            let microseconds = at.checked_add(EPOCH_MICROSECONDS).ok_or("timestamp out of range")?;
            Ok(Self::at(microseconds)?)
        }
    }

    /// The first byte of a `jsonb` value on the wire; the text follows.
    const JSONB_VERSION: u8 = 1;

    impl ToSql<Jsonb, Pg> for Json {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
            out.write_all(&[JSONB_VERSION])?;
            serde_json::to_writer(out, &self.0)?;
            Ok(IsNull::No)
        }
    }

    impl FromSql<Jsonb, Pg> for Json {
        fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
            match value.as_bytes().split_first() {
                Some((&JSONB_VERSION, text)) => Ok(Self(serde_json::from_slice(text)?)),
                _ => Err("unknown jsonb version".into()),
            }
        }
    }
}
