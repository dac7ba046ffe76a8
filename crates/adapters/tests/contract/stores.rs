//! A store for each test, gone after it.

use std::sync::Arc;

use portcullis_adapters::database::{DatabaseUrl, DieselStore, PoolSize, Timeouts, migrate};

#[cfg(feature = "sqlite")]
pub(crate) struct Sqlite {
    pub(crate) store: Arc<DieselStore>,
    pub(crate) url: DatabaseUrl,
    _folder: tempfile::TempDir,
}

#[cfg(feature = "sqlite")]
impl Sqlite {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::parse(&format!("sqlite://{}/test.db", folder.path().display())).unwrap();
        migrate(&url).unwrap();
        Self { store: store(&url), url, _folder: folder }
    }

    /// The same file through new connections.
    pub(crate) fn reopened(&self) -> Arc<DieselStore> {
        store(&self.url)
    }
}

/// A database of its own on the server that `PORTCULLIS_TEST_POSTGRES` names.
#[cfg(feature = "postgres")]
pub(crate) struct Postgres {
    pub(crate) store: Arc<DieselStore>,
    pub(crate) text: String,
    pub(crate) url: DatabaseUrl,
    name: String,
}

#[cfg(feature = "postgres")]
impl Postgres {
    pub(crate) fn new() -> Self {
        static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let name = format!("contract_{}_{number}", std::process::id());
        administer(&format!("CREATE DATABASE {name}"));
        let text = maintenance_url().rsplit_once('/').map(|(server, _)| format!("{server}/{name}")).unwrap();
        let url = DatabaseUrl::parse(&text).unwrap();
        migrate(&url).unwrap();
        Self { store: store(&url), text, url, name }
    }

    /// The same database through new connections.
    pub(crate) fn reopened(&self) -> Arc<DieselStore> {
        store(&self.url)
    }
}

#[cfg(feature = "postgres")]
impl Drop for Postgres {
    fn drop(&mut self) {
        administer(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

/// Runs a statement on the server's maintenance database.
#[cfg(feature = "postgres")]
pub(crate) fn administer(statement: &str) {
    use diesel::Connection as _;
    use diesel::connection::SimpleConnection as _;
    let mut connection = diesel::PgConnection::establish(&maintenance_url()).unwrap();
    connection.batch_execute(statement).unwrap();
}

#[cfg(feature = "postgres")]
#[expect(clippy::disallowed_methods, reason = "the one setting of this suite")]
fn maintenance_url() -> String {
    std::env::var("PORTCULLIS_TEST_POSTGRES")
        .expect("PORTCULLIS_TEST_POSTGRES must name a server's maintenance database; see scripts/with-postgres")
}

fn store(url: &DatabaseUrl) -> Arc<DieselStore> {
    Arc::new(DieselStore::new(url, PoolSize::new(4).unwrap(), Timeouts::SERVING))
}
