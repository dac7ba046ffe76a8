//! One connection, of either kind.

use std::fs::OpenOptions;
use std::path::Path;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::{Connection as _, ConnectionError, ConnectionResult, QueryResult};
#[cfg(feature = "postgres")]
use secrecy::ExposeSecret;

use super::patience::Timeouts;
use super::url::DatabaseUrl;

/// A connection to SQLite or PostgreSQL. Diesel renders each query for the one that is behind it.
#[derive(diesel::MultiConnection)]
pub(crate) enum AnyConnection {
    /// PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(diesel::PgConnection),
    /// SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite(diesel::SqliteConnection),
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccessMode {
    /// To write, and to read what may be written.
    Write,
    /// To read alone.
    Read,
}

impl AnyConnection {
    /// Opens and sets up a connection. Never makes a database: see [`create_file`].
    pub(crate) fn open(url: &DatabaseUrl, mode: AccessMode, timeouts: Timeouts) -> ConnectionResult<Self> {
        match url {
            #[cfg(feature = "sqlite")]
            DatabaseUrl::Sqlite(path) => open_sqlite(path, mode, timeouts).map(Self::Sqlite),
            #[cfg(feature = "postgres")]
            DatabaseUrl::Postgres(url) => {
                let _ = mode;
                open_postgres(url.expose_secret(), timeouts).map(Self::Postgres)
            }
            #[cfg(not(all(feature = "sqlite", feature = "postgres")))]
            _ => Err(ConnectionError::BadConnection(format!("{url}: this program was built without it"))),
        }
    }

    /// Begins a transaction. One that writes holds SQLite's only writer from its first statement on: a deferred one
    /// that reads first fails at once, whatever the busy timeout.
    pub(crate) fn begin(&mut self, mode: AccessMode) -> QueryResult<()> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => AnsiTransactionManager::begin_transaction_sql(
                connection,
                match mode {
                    // whatever the server's default: a snapshot from before the wait for the organization would not
                    // see the demotion that was waited for
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

    /// Makes the transaction durable.
    pub(crate) fn commit(&mut self) -> QueryResult<()> {
        <Self as diesel::Connection>::TransactionManager::commit_transaction(self)
    }

    /// Undoes the transaction.
    pub(crate) fn roll_back(&mut self) -> QueryResult<()> {
        <Self as diesel::Connection>::TransactionManager::rollback_transaction(self)
    }
}

/// Makes the database file, empty and for its owner alone, and the folders above it, unless it is there.
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

#[cfg(feature = "sqlite")]
fn open_sqlite(path: &Path, mode: AccessMode, timeouts: Timeouts) -> ConnectionResult<diesel::SqliteConnection> {
    // a missing file is said to be missing, and `mode=rw` never makes one
    if !path.exists() {
        return Err(ConnectionError::BadConnection(format!("there is no database file {}", path.display())));
    }
    let path = path.to_str().ok_or_else(|| ConnectionError::BadConnection("the file's name is not UTF-8".into()))?;
    let path = path.replace('%', "%25");
    let mut connection = diesel::SqliteConnection::establish(&format!("file:{path}?mode=rw"))?;
    let only_reads = mode == AccessMode::ReadOnly;
    let busy = timeouts.lock.as_millis();
    // FULL: an acknowledged change survives the loss of power (NORMAL may lose the last commits in WAL mode)
    let pragmas = format!(
        "PRAGMA busy_timeout = {busy};
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA query_only = {only_reads};"
    );
    connection
        .batch_execute(&pragmas)
        .and_then(|()| enter_wal_mode(&mut connection))
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(connection)
}

/// A file stays in WAL mode once it is. The first switch needs the file for itself and fails at once, whatever the busy
/// timeout, while a rival has it open; an empty transaction in between waits for the rival.
#[cfg(feature = "sqlite")]
fn enter_wal_mode(connection: &mut diesel::SqliteConnection) -> QueryResult<()> {
    const WAL: &str = "PRAGMA journal_mode = WAL";
    for _ in 0..20 {
        if connection.batch_execute(WAL).is_ok() {
            return Ok(());
        }
        connection.batch_execute("BEGIN IMMEDIATE; ROLLBACK")?;
    }
    connection.batch_execute(WAL)
}

#[cfg(feature = "postgres")]
fn open_postgres(url: &str, timeouts: Timeouts) -> ConnectionResult<diesel::PgConnection> {
    let mut connection = diesel::PgConnection::establish(&with_bounded_waits(url)).map_err(without_the_url)?;
    let statement = timeouts.lifetime.map_or(0, |lifetime| lifetime.as_millis());
    let lock = timeouts.lock.as_millis();
    // every statement has its index; a plan that was made while a table was empty must not read it whole ever after.
    // an asynchronous commit would acknowledge what a crash can take back: raised, and never lowered
    let settings = format!(
        "SET application_name = 'portcullis';
         SET statement_timeout = {statement};
         SET lock_timeout = {lock};
         SET idle_in_transaction_session_timeout = '10s';
         SET enable_seqscan = off;
         SET jit = off;
         SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';"
    );
    connection.batch_execute(&settings).map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(connection)
}

/// libpq quotes the parts of a URL that it cannot read, a password among them.
#[cfg(feature = "postgres")]
fn without_the_url(error: ConnectionError) -> ConnectionError {
    match error {
        ConnectionError::BadConnection(text)
            if ["connection to server", "could not translate host name"].iter().any(|told| text.starts_with(told)) =>
        {
            ConnectionError::BadConnection(text)
        }
        ConnectionError::BadConnection(_) | ConnectionError::InvalidConnectionUrl(_) => {
            ConnectionError::BadConnection("DATABASE_URL is not one that libpq can use".to_owned())
        }
        other => other,
    }
}

/// What libpq is told unless the URL tells it otherwise. It waits for ever by default: for a connection, and for a host
/// that vanished without a word, for as long as the system's keep-alive takes (two hours on Linux).
#[cfg(feature = "postgres")]
const WAITS: [(&str, &str); 5] = [
    ("connect_timeout", "2"),
    ("tcp_user_timeout", "4000"),
    ("keepalives_idle", "2"),
    ("keepalives_interval", "1"),
    ("keepalives_count", "3"),
];

#[cfg(feature = "postgres")]
fn with_bounded_waits(url: &str) -> String {
    let mut bounded = url.to_owned();
    for (name, value) in WAITS {
        if !url.contains(&format!("{name}=")) {
            let joint = if bounded.contains('?') { "&" } else { "?" };
            bounded.extend([joint, name, "=", value]);
        }
    }
    bounded
}

#[cfg(all(test, feature = "sqlite"))]
mod sqlite_tests {
    use diesel::sql_types::{Integer, Text};
    use diesel::{QueryableByName, RunQueryDsl as _, sql_query};

    use super::*;

    #[derive(Debug, PartialEq, QueryableByName)]
    struct Set {
        #[diesel(sql_type = Text)]
        journal: String,
        #[diesel(sql_type = Integer)]
        synchronous: i32,
        #[diesel(sql_type = Integer)]
        keys: i32,
        #[diesel(sql_type = Integer)]
        only_reads: i32,
        #[diesel(sql_type = Integer)]
        busy: i32,
    }

    #[derive(Debug, PartialEq, QueryableByName)]
    struct Built {
        #[diesel(sql_type = Integer)]
        so: i32,
    }

    /// `.cargo/config.toml` says so; a build elsewhere would be slower, and nothing else would tell.
    #[test]
    fn the_library_is_built_to_count_no_memory() -> std::result::Result<(), Box<dyn std::error::Error>> {
        let asked = "SELECT count(*) AS so FROM pragma_compile_options WHERE compile_options = 'DEFAULT_MEMSTATUS=0'";
        let told: Built = sql_query(asked).get_result(&mut diesel::SqliteConnection::establish(":memory:")?)?;
        assert_eq!(told, Built { so: 1 });
        Ok(())
    }

    /// F-09: what was acknowledged survives the loss of power, whichever connection wrote it.
    #[test]
    fn every_connection_writes_ahead_and_waits_for_the_disk() -> std::result::Result<(), Box<dyn std::error::Error>> {
        const FULL: i32 = 2;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("test.db");
        create_file(&file)?;
        for timeouts in [Timeouts::SERVING, Timeouts::COMMAND] {
            for (mode, only_reads) in [(AccessMode::ReadWrite, 0), (AccessMode::ReadOnly, 1)] {
                let set: Set = sql_query(
                    "SELECT journal_mode AS journal, synchronous, foreign_keys AS keys, query_only AS only_reads,
                            timeout AS busy
                     FROM pragma_journal_mode, pragma_synchronous, pragma_foreign_keys, pragma_query_only,
                          pragma_busy_timeout",
                )
                .get_result(&mut open_sqlite(&file, mode, timeouts)?)?;
                let busy = i32::try_from(timeouts.lock.as_millis())?;
                assert_eq!(set, Set { journal: "wal".into(), synchronous: FULL, keys: 1, only_reads, busy });
            }
        }
        Ok(())
    }
}

#[cfg(all(test, feature = "postgres"))]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_a_url_that_cannot_be_read_is_not_told() {
        for url in ["postgres://user:hunter2/secret@h/d", "postgres://user:hunter2%zz@h/d", "postgres://u@h:hunter2/d"]
        {
            let Err(error) = open_postgres(url, Timeouts::SERVING) else { panic!("{url} opened") };
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn waits_are_bounded_unless_the_url_says_how() {
        assert_eq!(
            with_bounded_waits("postgres://h/d"),
            "postgres://h/d?connect_timeout=2&tcp_user_timeout=4000&keepalives_idle=2&keepalives_interval=1&keepalives_count=3"
        );
        let told = with_bounded_waits("postgres://h/d?sslmode=require&connect_timeout=9");
        assert!(told.starts_with("postgres://h/d?sslmode=require&connect_timeout=9&tcp_user_timeout=4000&"), "{told}");
        assert_eq!(told.matches("connect_timeout").count(), 1);
    }

    #[test]
    fn a_host_that_is_not_known_is_said_to_be() {
        let Err(error) = open_postgres("postgres://no-such-host.invalid/d", Timeouts::SERVING) else {
            panic!("opened")
        };
        assert!(error.to_string().contains("no-such-host.invalid"), "{error}");
    }
}
