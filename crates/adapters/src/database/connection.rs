//! A connection to either database.

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::fs::OpenOptions;
use std::path::Path;

use diesel::QueryResult;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::ConnectionResult;
#[cfg(feature = "postgres")]
use secrecy::ExposeSecret;

use super::timeouts::Timeouts;
use super::url::DatabaseUrl;

/// A connection to SQLite or PostgreSQL. Diesel renders each query for the database behind it.
#[derive(diesel::MultiConnection)]
pub(crate) enum AnyConnection {
    /// PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(diesel::PgConnection),
    /// SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite(diesel::SqliteConnection),
}

/// Whether a connection or transaction may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccessMode {
    /// It may read and write.
    ReadWrite,
    /// It may only read.
    ReadOnly,
}

impl AnyConnection {
    /// Opens and configures a connection. Never creates a database; see [`create_file`].
    pub(crate) fn open(url: &DatabaseUrl, mode: AccessMode, timeouts: Timeouts) -> ConnectionResult<Self> {
        match url {
            #[cfg(feature = "sqlite")]
            DatabaseUrl::Sqlite(path) => sqlite::open(path, mode, timeouts).map(Self::Sqlite),
            #[cfg(feature = "postgres")]
            DatabaseUrl::Postgres(url) => {
                let _ = mode;
                postgres::open(url.expose_secret(), timeouts).map(Self::Postgres)
            }
            #[cfg(not(all(feature = "sqlite", feature = "postgres")))]
            _ => {
                let text = format!("{url}: this build does not support it");
                Err(diesel::ConnectionError::BadConnection(text))
            }
        }
    }

    /// Begins a transaction.
    ///
    /// On SQLite a writing transaction takes the write lock at once: a deferred one that reads first fails when another
    /// writes, whatever the busy timeout. On PostgreSQL it is `READ COMMITTED` whatever the server's default: under a
    /// snapshot taken before the wait for the organization's row, a demotion committed meanwhile would be invisible.
    pub(crate) fn begin(&mut self, mode: AccessMode) -> QueryResult<()> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => AnsiTransactionManager::begin_transaction_sql(
                connection,
                match mode {
                    AccessMode::ReadWrite => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
                    AccessMode::ReadOnly => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                },
            ),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => AnsiTransactionManager::begin_transaction_sql(
                connection,
                match mode {
                    AccessMode::ReadWrite => "BEGIN IMMEDIATE",
                    AccessMode::ReadOnly => "BEGIN DEFERRED",
                },
            ),
        }
    }

    /// Commits the transaction.
    pub(crate) fn commit(&mut self) -> QueryResult<()> {
        <Self as diesel::Connection>::TransactionManager::commit_transaction(self)
    }

    /// Rolls the transaction back.
    pub(crate) fn roll_back(&mut self) -> QueryResult<()> {
        <Self as diesel::Connection>::TransactionManager::rollback_transaction(self)
    }
}

/// Creates an empty database file with mode 0600, and its parent folders. Leaves an existing file alone.
pub(crate) fn create_file(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
