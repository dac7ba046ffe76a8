//! The database and the size of its pool.

use std::fmt;

use portcullis_adapters::database::{DatabaseUrl, PoolSize};

use super::problems::Problems;
use crate::error::{Error, Result};
use crate::settings::Settings;

/// The database and the size of its pool.
pub(crate) struct Database {
    /// A SQLite file or a PostgreSQL server.
    pub(crate) url: DatabaseUrl,
    /// The most connections to it.
    pub(crate) pool: PoolSize,
    /// The source of the URL, which errors name.
    source: String,
}

impl Database {
    /// The error that this database cannot be used.
    pub(crate) fn unfit(&self, rule: impl fmt::Display) -> Error {
        Error::invalid(&self.source, rule)
    }
}

/// Reads the database's settings.
pub(crate) fn read(settings: &Settings) -> Result<Database> {
    let mut problems = Problems::default();
    let given = settings.value("database_url")?;
    let url = problems.note(given.named(DatabaseUrl::parse(&given.value)));
    let pool = settings.value("database_pool").and_then(|given| given.named(PoolSize::new(given.whole_number()?)));
    let pool = problems.note(pool);
    let whole = || Some(Database { url: url?, pool: pool?, source: given.source });
    problems.conclude(whole())
}
