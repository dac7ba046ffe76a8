//! Maps database errors to domain errors.

use derive_more::{Display, Error as DeriveError};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use portcullis_domain::{Error, Resource};

/// Maps a failed statement: a violated constraint or an unreadable value is a defect, anything else may pass.
pub(crate) fn map_error(error: DieselError) -> Error {
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

/// Maps a failed insert into a table whose only unique key is that of `resource`.
pub(crate) fn map_insert_error(resource: Resource) -> impl FnOnce(DieselError) -> Error {
    move |error| match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Error::AlreadyExists(resource),
        error => map_error(error),
    }
}

/// A stored value that the domain rejects. Names its place and never the value.
#[derive(Debug, Display, DeriveError)]
#[display("invalid value in {table}.{column}, row {row}: {rule}")]
pub(crate) struct InvalidRow {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    pub(crate) row: String,
    pub(crate) rule: String,
}

impl InvalidRow {
    /// Turns the domain's rejection of a value into an internal error that names the row.
    pub(crate) fn at<E: ToString>(
        table: &'static str,
        column: &'static str,
        row: impl Into<String>,
    ) -> impl FnOnce(E) -> Error {
        let row = row.into();
        move |rule| Error::internal(Self { table, column, row, rule: rule.to_string() })
    }
}
