//! The database and the size of its pool.

use portcullis_adapters::database::{DatabaseUrl, PoolSize};

use super::problems::Problems;
use crate::error::Result;
use crate::settings::Settings;

/// The database and the size of its pool.
pub(crate) struct Database {
    /// A SQLite file or a PostgreSQL server.
    pub(crate) url: DatabaseUrl,
    /// The most connections to it.
    pub(crate) pool: PoolSize,
}

/// Reads the database's settings.
pub(crate) fn read(settings: &Settings) -> Result<Database> {
    let mut problems = Problems::default();
    let url = settings.value("database_url").and_then(|given| given.named(DatabaseUrl::parse(&given.value)));
    let url = problems.note(url);
    let pool = settings.value("database_pool").and_then(|given| given.named(PoolSize::new(given.whole_number()?)));
    let pool = problems.note(pool);
    let whole = || Some(Database { url: url?, pool: pool? });
    problems.conclude(whole())
}
