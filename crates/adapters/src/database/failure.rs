//! What a database error means to the domain.

use derive_more::{Display, Error as DeriveError};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use portcullis_domain::{Error, Resource};

/// A failed statement. Whatever the database itself refuses to do now may be done later; what it does not understand is
/// a defect.
pub(crate) fn failure(error: DieselError) -> Error {
    match &error {
        DieselError::DatabaseError(
            DatabaseErrorKind::UniqueViolation
            | DatabaseErrorKind::ForeignKeyViolation
            | DatabaseErrorKind::NotNullViolation
            | DatabaseErrorKind::CheckViolation
            | DatabaseErrorKind::ReadOnlyTransaction,
            _,
        )
        | DieselError::DeserializationError(_)
        | DieselError::SerializationError(_)
        | DieselError::QueryBuilderError(_)
        | DieselError::InvalidCString(_) => Error::internal(error),
        _ => Error::unavailable(error),
    }
}

/// A failed insert into a table whose only unique key is `resource`'s.
pub(crate) fn insert_failure(resource: Resource) -> impl FnOnce(DieselError) -> Error {
    move |error| match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Error::AlreadyExists(resource),
        error => failure(error),
    }
}

/// A stored row that the domain does not accept. Names where it stands, never what it holds.
#[derive(Debug, Display, DeriveError)]
#[display("a bad value in {table}.{column}, row {row}: {rule}")]
pub(crate) struct BadRow {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    pub(crate) row: String,
    pub(crate) rule: String,
}

impl BadRow {
    /// Turns what the domain says of a value into a defect of this row.
    pub(crate) fn at<E: ToString>(
        table: &'static str,
        column: &'static str,
        row: impl Into<String>,
    ) -> impl FnOnce(E) -> Error {
        let row = row.into();
        move |rule| Error::internal(Self { table, column, row, rule: rule.to_string() })
    }
}
