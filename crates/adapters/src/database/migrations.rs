//! Applies and reverts migrations under a lock, so that several replicas may start at once.

use diesel::migration::{Migration, MigrationSource};
use diesel::sql_types::{Bool, Text};
use diesel::{QueryResult, QueryableByName, RunQueryDsl, sql_query};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use portcullis_domain::{Error, Result};

use super::connection::{AccessMode, AnyConnection, create_file};
use super::store::DieselStore;
use super::timeouts::Timeouts;
use super::url::DatabaseUrl;

#[cfg(feature = "postgres")]
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
#[cfg(feature = "sqlite")]
const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// The advisory lock that every migrating process takes.
#[cfg(feature = "postgres")]
const ADVISORY_LOCK: i64 = 0x706f_7274_6375_6c6c;

/// How often a migration is tried while others hold locks: for about twenty seconds.
#[cfg(feature = "postgres")]
const TRIES: u32 = 20;

/// The migrations of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaStatus {
    /// The applied versions, oldest first.
    pub applied: Vec<String>,
    /// The versions this program has and the database lacks, oldest first.
    pub pending: Vec<String>,
}

impl SchemaStatus {
    /// Whether migrations are missing. A database ahead of the program is fine: migrations expand before they contract.
    pub fn is_behind(&self) -> bool {
        !self.pending.is_empty()
    }
}

impl DieselStore {
    /// Reads which migrations were applied.
    pub fn schema(&self) -> Result<SchemaStatus> {
        self.query(status)
    }
}

/// Applies the pending migrations and returns their versions. Creates a missing SQLite file. Waits for another process
/// that migrates the same database.
pub fn migrate(url: &DatabaseUrl) -> Result<Vec<String>> {
    if let Some(path) = url.file() {
        create_file(path).map_err(Error::unavailable)?;
    }
    under_lock(url, |connection| {
        let versions = match connection {
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(connection) => names(&connection.run_pending_migrations(POSTGRES)?),
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(connection) => names(&connection.run_pending_migrations(SQLITE)?),
        };
        Ok(versions)
    })
}

/// Reverts the last applied migration and returns its version; `None` if none was applied.
pub fn revert(url: &DatabaseUrl) -> Result<Option<String>> {
    under_lock(url, |connection| {
        if status(connection)?.applied.is_empty() {
            return Ok(None);
        }
        let version = match connection {
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(connection) => connection.revert_last_migration(POSTGRES)?.to_string(),
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(connection) => connection.revert_last_migration(SQLITE)?.to_string(),
        };
        Ok(Some(version))
    })
}

fn names<V: ToString>(versions: &[V]) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

type Migrated<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Runs `work` while no other process migrates. On SQLite all of it is one immediate transaction, so that a crash leaves
/// the old schema. On PostgreSQL it holds a session lock, and each migration is a transaction of its own, so that one may
/// build an index concurrently.
fn under_lock<T>(url: &DatabaseUrl, work: impl Fn(&mut AnyConnection) -> Migrated<T>) -> Result<T> {
    let mut connection =
        AnyConnection::open(url, AccessMode::ReadWrite, Timeouts::COMMAND).map_err(Error::unavailable)?;
    match &mut connection {
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => {
            use diesel::connection::SimpleConnection as _;
            // The wait for another migrating process has no limit. A statement that alters a table waits for an exclusive
            // lock and blocks later requests meanwhile, so it gives up before the gate's deadline of 1 s.
            let lock = format!(
                "SET lock_timeout = 0; SET statement_timeout = '10min';
                 SELECT pg_advisory_lock({ADVISORY_LOCK});
                 SET lock_timeout = '300ms'"
            );
            connection.batch_execute(&lock).map_err(Error::unavailable)?;
            let mut outcome = work(&mut connection);
            // any failure is retried: a lock timeout is reported in the server's language
            for _ in 1..TRIES {
                if outcome.is_ok() {
                    break;
                }
                connection.batch_execute("SELECT pg_sleep(0.7)").map_err(Error::unavailable)?;
                outcome = work(&mut connection);
            }
            // the lock ends with the session
            outcome.map_err(Error::unavailable)
        }
        #[cfg(feature = "sqlite")]
        AnyConnection::Sqlite(_) => {
            connection.begin(AccessMode::ReadWrite).map_err(Error::unavailable)?;
            let value = work(&mut connection).map_err(Error::unavailable)?;
            connection.commit().map_err(Error::unavailable)?;
            Ok(value)
        }
    }
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

#[derive(QueryableByName)]
struct Exists {
    #[diesel(sql_type = Bool)]
    present: bool,
}

fn status(connection: &mut AnyConnection) -> QueryResult<SchemaStatus> {
    let (exists, known) = match connection {
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => (
            "SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS present",
            versions_of::<diesel::pg::Pg>(&POSTGRES),
        ),
        #[cfg(feature = "sqlite")]
        AnyConnection::Sqlite(_) => (
            "SELECT count(*) > 0 AS present FROM sqlite_schema WHERE name = '__diesel_schema_migrations'",
            versions_of::<diesel::sqlite::Sqlite>(&SQLITE),
        ),
    };
    let known = known?;
    let applied: Vec<String> = if sql_query(exists).get_result::<Exists>(connection)?.present {
        let versions = sql_query("SELECT version FROM __diesel_schema_migrations ORDER BY version");
        versions.load::<Version>(connection)?.into_iter().map(|row| row.version).collect()
    } else {
        Vec::new()
    };
    let pending = known.into_iter().filter(|version| !applied.contains(version)).collect();
    Ok(SchemaStatus { applied, pending })
}

fn versions_of<DB: diesel::backend::Backend>(source: &EmbeddedMigrations) -> QueryResult<Vec<String>>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let migrations: Vec<Box<dyn Migration<DB>>> =
        source.migrations().map_err(diesel::result::Error::QueryBuilderError)?;
    let mut versions: Vec<_> = migrations.iter().map(|migration| migration.name().version().to_string()).collect();
    versions.sort();
    Ok(versions)
}

#[cfg(all(test, feature = "postgres", feature = "sqlite"))]
mod tests {
    use super::*;

    #[test]
    fn both_databases_have_the_same_migrations() -> QueryResult<()> {
        assert_eq!(versions_of::<diesel::pg::Pg>(&POSTGRES)?, versions_of::<diesel::sqlite::Sqlite>(&SQLITE)?);
        Ok(())
    }
}
