//! Compares `schema.rs` with the migrated tables on both databases; tests migrations and the pool.

use std::collections::BTreeMap;

/// Parses `schema.rs` into table → column → (type, nullable).
#[cfg(any(feature = "sqlite", feature = "postgres"))]
fn declared() -> BTreeMap<String, BTreeMap<String, (String, bool)>> {
    let source = include_str!("../../src/database/schema.rs");
    let mut tables = BTreeMap::new();
    let mut table = String::new();
    for line in source.lines().filter(|line| !line.starts_with("diesel::")).map(str::trim) {
        if let Some((name, _)) = line.strip_suffix('{').and_then(|head| head.split_once(" (")) {
            name.clone_into(&mut table);
        } else if let Some((column, kind)) = line.trim_end_matches(',').split_once(" -> ") {
            let plain = kind.strip_prefix("Nullable<").and_then(|kind| kind.strip_suffix('>'));
            let described = (plain.unwrap_or(kind).to_owned(), plain.is_some());
            tables.entry(table.clone()).or_insert_with(BTreeMap::new).insert(column.to_owned(), described);
        }
    }
    assert!(tables.len() >= 4, "{tables:?}");
    tables
}

#[derive(diesel::QueryableByName)]
#[cfg(any(feature = "sqlite", feature = "postgres"))]
struct Column {
    #[diesel(sql_type = diesel::sql_types::Text)]
    table_name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    data_type: String,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    nullable: bool,
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
fn by_table(columns: Vec<Column>) -> BTreeMap<String, BTreeMap<String, (String, bool)>> {
    let mut tables = BTreeMap::new();
    for column in columns {
        let table = tables.entry(column.table_name).or_insert_with(BTreeMap::new);
        table.insert(column.name, (column.data_type, column.nullable));
    }
    tables
}

#[cfg(feature = "postgres")]
#[test]
fn schema_matches_postgresql() {
    use diesel::{Connection as _, RunQueryDsl as _};
    let database = crate::fixtures::databases::Postgres::new();
    let columns: Vec<Column> = diesel::sql_query(
        "SELECT table_name::text, column_name::text AS name, is_nullable = 'YES' AS nullable,
                CASE data_type WHEN 'text' THEN 'Text' WHEN 'boolean' THEN 'Bool' WHEN 'integer' THEN 'Int4'
                     WHEN 'bigint' THEN 'Int8' WHEN 'jsonb' THEN 'Jsonb' WHEN 'bytea' THEN 'Bytea'
                     WHEN 'timestamp with time zone' THEN 'Timestamptz' ELSE data_type::text END AS data_type
         FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations'",
    )
    .load(&mut diesel::PgConnection::establish(&database.text).unwrap())
    .unwrap();
    assert_eq!(by_table(columns), declared());
}

#[cfg(feature = "sqlite")]
#[test]
fn schema_matches_sqlite() {
    use diesel::RunQueryDsl as _;
    let database = crate::fixtures::databases::Sqlite::new();
    let columns: Vec<Column> = diesel::sql_query(
        "SELECT t.name AS table_name, c.name AS name, c.type AS data_type, c.\"notnull\" = 0 AS nullable
         FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT IN ('__diesel_schema_migrations', 'sqlite_sequence')",
    )
    .load(&mut database.raw())
    .unwrap();
    // the SQLite type of each of ours
    let mut expected = declared();
    for (kind, _) in expected.values_mut().flat_map(BTreeMap::values_mut) {
        let kept = match &**kind {
            "Text" | "Jsonb" => "TEXT",
            "Bytea" => "BLOB",
            _ => "INTEGER",
        };
        kept.clone_into(kind);
    }
    assert_eq!(by_table(columns), expected);
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use diesel::RunQueryDsl as _;
    use portcullis_adapters::database::{DatabaseUrl, DieselStore, PoolSize, Timeouts, migrate, revert};
    use portcullis_domain::{Error, Store as _};

    use crate::fixtures::databases::Sqlite;

    #[derive(diesel::QueryableByName)]
    struct Setting {
        #[diesel(sql_type = diesel::sql_types::Text)]
        mode: String,
    }

    #[test]
    fn reverted_store_is_not_ready_until_migrated() {
        let database = Sqlite::new();
        assert!(migrate(&database.url).unwrap().is_empty(), "nothing is pending after the first run");
        while revert(&database.url).unwrap().is_some() {}
        assert!(matches!(database.store.ready(), Err(Error::Unavailable(_))));
        assert!(database.store.schema().unwrap().is_behind());
        assert!(!migrate(&database.url).unwrap().is_empty());
        database.store.ready().unwrap();
    }

    #[test]
    fn concurrent_migrations_of_one_file_succeed() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::parse(&format!("sqlite://{}/new/test.db", folder.path().display())).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| migrate(&url).unwrap());
            }
        });
        DieselStore::new(&url, PoolSize::new(2).unwrap(), Timeouts::SERVING).ready().unwrap();
    }

    #[test]
    fn store_does_not_create_a_missing_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("missing.db");
        let url = DatabaseUrl::parse(&format!("sqlite://{}", path.display())).unwrap();
        let store = DieselStore::new(&url, PoolSize::new(1).unwrap(), Timeouts::SERVING);
        assert!(matches!(store.ready(), Err(Error::Unavailable(_))));
        assert!(!path.exists());
    }

    #[test]
    fn database_file_is_private_and_in_wal_mode() {
        use std::os::unix::fs::PermissionsExt as _;
        let database = Sqlite::new();
        let file = database.url.file().unwrap();
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
        let mode: Setting = diesel::sql_query("SELECT journal_mode AS mode FROM pragma_journal_mode")
            .get_result(&mut database.raw())
            .unwrap();
        assert_eq!(mode.mode, "wal");
    }

    #[test]
    fn development_mark_is_permanent() {
        let database = Sqlite::new();
        assert!(!database.store.is_for_development().unwrap());
        database.store.mark_for_development().unwrap();
        database.store.mark_for_development().unwrap();
        assert!(database.store.is_for_development().unwrap());
    }

    #[test]
    fn failed_transaction_returns_its_connection() {
        let database = Sqlite::new();
        let store: &dyn portcullis_domain::Store = &*database.store;
        for _ in 0..20 {
            let refused: portcullis_domain::Result<()> = store.transaction(|_| Err(Error::internal("refused")));
            refused.unwrap_err();
        }
        assert_eq!(database.store.connections_opened(), 1);
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use portcullis_adapters::database::{migrate, revert};
    use portcullis_domain::testing::{an_organization, the_organization};
    use portcullis_domain::{Error, Store, SubjectId};

    use crate::fixtures::databases::{Postgres, administer};

    #[test]
    fn reverted_store_is_not_ready_until_migrated() {
        let database = Postgres::new();
        assert!(migrate(&database.url).unwrap().is_empty(), "nothing is pending after the first run");
        while revert(&database.url).unwrap().is_some() {}
        assert!(matches!(database.store.ready(), Err(Error::Unavailable(_))));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| migrate(&database.url).unwrap());
            }
        });
        database.store.ready().unwrap();
    }

    /// F-09: an asynchronous commit is acknowledged before it is durable.
    #[test]
    fn commits_are_synchronous_whatever_the_server_default() {
        use diesel::connection::SimpleConnection as _;
        use diesel::{Connection as _, PgConnection, RunQueryDsl as _, sql_query};
        let database = Postgres::new();
        let name = database.text.rsplit('/').next().unwrap();
        administer(&format!("ALTER DATABASE {name} SET synchronous_commit = off"));
        let mut other = PgConnection::establish(&database.text).unwrap();
        other
            .batch_execute(
                "CREATE TABLE seen (setting text NOT NULL);
                 CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
                     $$ BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
                 CREATE TRIGGER see AFTER INSERT ON organizations FOR EACH ROW EXECUTE FUNCTION see();",
            )
            .unwrap();
        an_organization("acme").save(&*database.reopened()).unwrap();
        assert_eq!(sql_query("DELETE FROM seen WHERE setting = 'on'").execute(&mut other).unwrap(), 1);
    }

    #[test]
    fn terminated_connection_is_replaced() {
        let database = Postgres::new();
        let store: &dyn Store = &*database.store;
        an_organization("acme").save(store).unwrap();
        let subject = SubjectId::parse("alice").unwrap();
        let within: fn(&dyn Store, &SubjectId) -> bool =
            |store, subject| store.read(|tx| tx.memberships().active_of(subject, 1)).is_ok();
        let outside: fn(&dyn Store, &SubjectId) -> bool = |store, _| store.ready().is_ok();
        for asked in [[within, outside], [outside, within]] {
            let name = database.text.rsplit('/').next().unwrap();
            administer(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"));
            // each connection fails at most once
            for ask in asked {
                let failures = (0..20).filter(|_| !ask(store, &subject)).count();
                assert!(failures <= 4, "{failures}");
            }
            assert_eq!(the_organization(store, "acme").version, 1);
        }
    }

    #[test]
    fn failed_transaction_returns_its_connection() {
        let database = Postgres::new();
        let store: &dyn Store = &*database.store;
        store.ready().unwrap();
        let before = database.store.connections_opened();
        for _ in 0..20 {
            let refused: portcullis_domain::Result<()> = store.transaction(|_| Err(Error::internal("refused")));
            refused.unwrap_err();
        }
        assert!(database.store.connections_opened() <= before.max(4));
    }
}
