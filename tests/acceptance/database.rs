//! A database of its own for each test, and a look into its tables that is not the program's.

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, sql_query};

/// A database, gone after the test.
pub(crate) enum Database {
    Sqlite(tempfile::TempDir),
    #[cfg(feature = "postgres")]
    Postgres {
        server: String,
        name: String,
    },
}

/// A connection beside the program's.
pub(crate) enum Raw {
    Sqlite(diesel::SqliteConnection),
    #[cfg(feature = "postgres")]
    Postgres(diesel::PgConnection),
}

/// An entry of the trail, as it is stored.
#[derive(Debug, QueryableByName)]
pub(crate) struct Entry {
    #[diesel(sql_type = BigInt)]
    pub(crate) sequence: i64,
    #[diesel(sql_type = Text)]
    pub(crate) actor_kind: String,
    #[diesel(sql_type = Text)]
    pub(crate) actor: String,
    #[diesel(sql_type = Text)]
    pub(crate) action: String,
    #[diesel(sql_type = Text)]
    pub(crate) outcome: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) request_id: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub(crate) policy_version: i64,
}

/// What an organization demands, as it is stored.
#[derive(Debug, PartialEq, Eq, QueryableByName)]
pub(crate) struct Stored {
    #[diesel(sql_type = Bool)]
    pub(crate) mfa_enforced: bool,
    #[diesel(sql_type = BigInt)]
    pub(crate) policy_version: i64,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

macro_rules! each {
    ($raw:expr, $connection:ident => $work:expr) => {
        match $raw {
            Raw::Sqlite($connection) => $work,
            #[cfg(feature = "postgres")]
            Raw::Postgres($connection) => $work,
        }
    };
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    #[cfg(feature = "postgres")]
    pub(crate) fn postgres() -> Self {
        Self::postgres_on(&maintenance_url())
    }

    /// On another server, by the URL of its maintenance database.
    #[cfg(feature = "postgres")]
    pub(crate) fn postgres_on(server: &str) -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("acceptance_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        diesel::PgConnection::establish(server).unwrap().batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        Self::Postgres { server: server.to_owned(), name }
    }

    /// As the program is told.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite://{}/portcullis.db", folder.path().display()),
            #[cfg(feature = "postgres")]
            Self::Postgres { server, name } => {
                server.rsplit_once('/').map(|(server, _)| format!("{server}/{name}")).unwrap()
            }
        }
    }

    /// A connection of our own.
    pub(crate) fn raw(&self) -> Raw {
        match self {
            Self::Sqlite(folder) => {
                let file = folder.path().join("portcullis.db");
                let mut connection = diesel::SqliteConnection::establish(file.to_str().unwrap()).unwrap();
                connection.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
                Raw::Sqlite(connection)
            }
            #[cfg(feature = "postgres")]
            Self::Postgres { .. } => Raw::Postgres(diesel::PgConnection::establish(&self.url()).unwrap()),
        }
    }

    /// An organization's trail, oldest first.
    pub(crate) fn trail(&self, organization: &str) -> Vec<Entry> {
        self.raw().trail(organization)
    }

    /// What an organization demands.
    pub(crate) fn stored(&self, organization: &str) -> Stored {
        self.raw().stored(organization)
    }

    /// Every value of every table as text, bytes in hexadecimal.
    pub(crate) fn everything(&self) -> String {
        let mut raw = self.raw();
        let mut dump = String::new();
        for table in raw.tables() {
            let query = match &raw {
                Raw::Sqlite(_) => {
                    let columns = format!("SELECT name AS word FROM pragma_table_info('{table}')");
                    let columns = raw.words(&columns);
                    let values: Vec<_> = columns
                        .iter()
                        .map(|name| {
                            format!(
                                "CASE typeof({name}) WHEN 'blob' THEN lower(hex({name})) ELSE coalesce({name}, '') END"
                            )
                        })
                        .collect();
                    format!("SELECT {} AS word FROM {table}", values.join(" || ' ' || "))
                }
                #[cfg(feature = "postgres")]
                Raw::Postgres(_) => format!("SELECT row_to_json({table})::text AS word FROM {table}"),
            };
            for row in raw.words(&query) {
                dump.extend([&*row, "\n"]);
            }
        }
        dump
    }

    /// Every row that names an organization, as text.
    pub(crate) fn rows_of(&self, organization: &str) -> Vec<String> {
        let mut rows: Vec<_> =
            self.everything().lines().filter(|row| row.contains(organization)).map(str::to_owned).collect();
        rows.sort();
        rows
    }

    /// What the database itself says of its health.
    pub(crate) fn integrity(&self) -> String {
        match self.raw() {
            Raw::Sqlite(mut connection) => {
                let check = sql_query("SELECT integrity_check AS word FROM pragma_integrity_check");
                check.get_result::<Word>(&mut connection).unwrap().word
            }
            #[cfg(feature = "postgres")]
            Raw::Postgres(_) => "ok".to_owned(),
        }
    }

    /// Holds for the whole trail of an organization: numbered without gaps, versions rise with changes and with nothing
    /// else, and the last word of it is what is stored.
    pub(crate) fn assert_trail_agrees(&self, organization: &str) -> Vec<Entry> {
        // both out of one snapshot: a server may still be at work for a program that was killed
        let mut raw = self.raw();
        raw.execute(match raw {
            Raw::Sqlite(_) => "BEGIN",
            #[cfg(feature = "postgres")]
            Raw::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ",
        });
        let (trail, stored) = (raw.trail(organization), raw.stored(organization));
        let mut version = 1;
        let mut enforced = false;
        for (expected, entry) in (1..).zip(&trail) {
            assert_eq!(entry.sequence, expected, "{entry:?}");
            let policy = entry.action.starts_with("policy.");
            if policy && entry.outcome == "changed" {
                version += 1;
                assert_ne!(enforced, entry.action == "policy.enforce", "a change that changes nothing: {entry:?}");
            }
            if policy && entry.outcome != "refused" {
                enforced = entry.action == "policy.enforce";
            }
            assert_eq!(entry.policy_version, version, "{entry:?}");
        }
        assert_eq!(stored, Stored { mfa_enforced: enforced, policy_version: version });
        assert_eq!(self.integrity(), "ok");
        trail
    }
}

impl Raw {
    fn words(&mut self, query: &str) -> Vec<String> {
        let rows: Vec<Word> = each!(self, connection => sql_query(query).load(connection).unwrap());
        rows.into_iter().map(|row| row.word).collect()
    }

    /// Those that hold what the program keeps, in the order of their names.
    pub(crate) fn tables(&mut self) -> Vec<String> {
        self.words(match self {
            Self::Sqlite(_) => {
                "SELECT name AS word FROM sqlite_schema
                 WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND substr(name, 1, 2) <> '__' ORDER BY 1"
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => {
                "SELECT table_name::text AS word FROM information_schema.tables
                 WHERE table_schema = current_schema AND substr(table_name, 1, 2) <> '__' ORDER BY 1"
            }
        })
    }

    fn trail(&mut self, organization: &str) -> Vec<Entry> {
        let query = format!(
            "SELECT sequence, actor_kind, actor, action, outcome, request_id, policy_version
             FROM audit_entries WHERE organization_id = '{organization}' ORDER BY sequence"
        );
        each!(self, connection => sql_query(query).load(connection).unwrap())
    }

    fn stored(&mut self, organization: &str) -> Stored {
        let query = format!("SELECT mfa_enforced, policy_version FROM organizations WHERE id = '{organization}'");
        each!(self, connection => sql_query(query).get_result(connection).unwrap())
    }

    /// The number that a query selects as `number`.
    pub(crate) fn number(&mut self, query: &str) -> i64 {
        each!(self, connection => sql_query(query).get_result::<Number>(connection).unwrap().number)
    }

    pub(crate) fn execute(&mut self, statements: &str) {
        each!(self, connection => connection.batch_execute(statements).unwrap());
    }

    /// Takes an organization as the program does, so that the program has to wait.
    pub(crate) fn hold(&mut self, organization: &str) {
        match self {
            Self::Sqlite(connection) => connection.batch_execute("BEGIN IMMEDIATE").unwrap(),
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => connection
                .batch_execute(&format!("BEGIN; SELECT 1 FROM organizations WHERE id = '{organization}' FOR UPDATE"))
                .unwrap(),
        }
        let _ = organization;
    }
}

#[cfg(feature = "postgres")]
impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Postgres { server, name } = self {
            // a test that failed may have left its server down
            if let Ok(mut connection) = diesel::PgConnection::establish(server) {
                let _ = connection.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            }
        }
    }
}

#[cfg(feature = "postgres")]
#[expect(clippy::disallowed_methods, reason = "the one setting of this suite")]
fn maintenance_url() -> String {
    std::env::var("PORTCULLIS_TEST_POSTGRES")
        .expect("PORTCULLIS_TEST_POSTGRES must name a server's maintenance database; see scripts/with-postgres")
}
