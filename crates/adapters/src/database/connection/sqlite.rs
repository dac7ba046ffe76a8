//! Opens SQLite connections.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, ConnectionError, ConnectionResult, QueryResult, SqliteConnection};

use super::AccessMode;
use crate::database::timeouts::Timeouts;

/// Opens an existing file in WAL mode. `synchronous = FULL` makes an acknowledged commit survive a power loss; `NORMAL`
/// may lose the last commits in WAL mode.
pub(super) fn open(path: &Path, mode: AccessMode, timeouts: Timeouts) -> ConnectionResult<SqliteConnection> {
    if !path.exists() {
        return Err(ConnectionError::BadConnection(format!("database file {} does not exist", path.display())));
    }
    let path = path.to_str().ok_or_else(|| ConnectionError::BadConnection("the file's name is not UTF-8".into()))?;
    let path = path.replace('%', "%25");
    let mut connection = SqliteConnection::establish(&format!("file:{path}?mode=rw"))?;
    let read_only = mode == AccessMode::ReadOnly;
    let busy = timeouts.lock.as_millis();
    let pragmas = format!(
        "PRAGMA busy_timeout = {busy};
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA query_only = {read_only};"
    );
    connection
        .batch_execute(&pragmas)
        .and_then(|()| enter_wal_mode(&mut connection))
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(connection)
}

/// Switches the file to WAL mode, which it then keeps. The first switch needs exclusive access and fails at once while
/// another connection is open, whatever the busy timeout; an empty transaction between two tries waits for it.
fn enter_wal_mode(connection: &mut SqliteConnection) -> QueryResult<()> {
    const WAL: &str = "PRAGMA journal_mode = WAL";
    for _ in 0..20 {
        if connection.batch_execute(WAL).is_ok() {
            return Ok(());
        }
        connection.batch_execute("BEGIN IMMEDIATE; ROLLBACK")?;
    }
    connection.batch_execute(WAL)
}

#[cfg(test)]
mod tests {
    use diesel::sql_types::{Integer, Text};
    use diesel::{QueryableByName, RunQueryDsl as _, sql_query};

    use super::*;
    use crate::database::connection::create_file;

    #[derive(Debug, PartialEq, QueryableByName)]
    struct Pragmas {
        #[diesel(sql_type = Text)]
        journal: String,
        #[diesel(sql_type = Integer)]
        synchronous: i32,
        #[diesel(sql_type = Integer)]
        foreign_keys: i32,
        #[diesel(sql_type = Integer)]
        read_only: i32,
        #[diesel(sql_type = Integer)]
        busy: i32,
    }

    #[derive(Debug, PartialEq, QueryableByName)]
    struct CompileOption {
        #[diesel(sql_type = Integer)]
        present: i32,
    }

    /// `.cargo/config.toml` sets this; without it the build is slower and no other test would notice.
    #[test]
    fn sqlite_is_built_without_memory_statistics() -> std::result::Result<(), Box<dyn std::error::Error>> {
        let query =
            "SELECT count(*) AS present FROM pragma_compile_options WHERE compile_options = 'DEFAULT_MEMSTATUS=0'";
        let option: CompileOption = sql_query(query).get_result(&mut SqliteConnection::establish(":memory:")?)?;
        assert_eq!(option, CompileOption { present: 1 });
        Ok(())
    }

    /// F-09: an acknowledged commit survives a power loss, whichever connection wrote it.
    #[test]
    fn every_connection_uses_wal_and_full_sync() -> std::result::Result<(), Box<dyn std::error::Error>> {
        const FULL: i32 = 2;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("test.db");
        create_file(&file)?;
        for timeouts in [Timeouts::SERVING, Timeouts::COMMAND] {
            for (mode, read_only) in [(AccessMode::ReadWrite, 0), (AccessMode::ReadOnly, 1)] {
                let pragmas: Pragmas = sql_query(
                    "SELECT journal_mode AS journal, synchronous, foreign_keys, query_only AS read_only, timeout AS busy
                     FROM pragma_journal_mode, pragma_synchronous, pragma_foreign_keys, pragma_query_only,
                          pragma_busy_timeout",
                )
                .get_result(&mut open(&file, mode, timeouts)?)?;
                let busy = i32::try_from(timeouts.lock.as_millis())?;
                let expected = Pragmas { journal: "wal".into(), synchronous: FULL, foreign_keys: 1, read_only, busy };
                assert_eq!(pragmas, expected);
            }
        }
        Ok(())
    }
}
