//! The database, how it is reached, and the size of its pool.

use std::fmt;

use portcullis_adapters::database::{DatabaseUrl, PoolSize, Transport};

use super::problems::Problems;
use crate::error::{Error, Result};
use crate::settings::{Given, Settings};

/// The database, how it is reached, and the size of its pool.
pub(crate) struct Database {
    /// A SQLite file or a PostgreSQL server.
    pub(crate) url: DatabaseUrl,
    /// How connections to it are protected.
    pub(crate) transport: Transport,
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
    let transport = url.as_ref().and_then(|url| problems.note(transport(settings, &given, url)));
    let pool = settings.value("database_pool").and_then(|given| given.named(PoolSize::new(given.whole_number()?)));
    let pool = problems.note(pool);
    let whole = || Some(Database { url: url?, transport: transport?, pool: pool?, source: given.source });
    problems.conclude(whole())
}

/// Determines how connections are protected. Unprotected ones must be permitted.
fn transport(settings: &Settings, given: &Given, url: &DatabaseUrl) -> Result<Transport> {
    let tls = settings.value("database_tls")?;
    let must_verify = tls.one_of(&[("verify", true), ("off", false)])?;
    let transport = given.named(url.transport(|name| settings.libpq_variable(name)))?;
    match &transport {
        Transport::Unverified(servers) if must_verify => Err(given.wrong(format!(
            "must have sslmode=verify-full, because {} is neither a socket nor a loopback address: anyone on the network \
             between could read and change the data (PORTCULLIS_DATABASE_TLS=off permits it)",
            servers.join(", ")
        ))),
        _ => Ok(transport),
    }
}

#[cfg(all(test, feature = "postgres"))]
mod tests {
    use super::*;

    fn read_with(url: &str, tls: &str) -> Result<Database> {
        read(&Settings::given(&[("database_url", url), ("database_tls", tls)]))
    }

    #[test]
    fn unverified_server_must_be_permitted() {
        let url = "postgres://user:hunter2@db.example/portcullis?sslmode=require";
        let error = read_with(url, "verify").err().unwrap().to_string();
        assert!(error.contains("db.example is neither") && !error.contains("hunter2"), "{error}");
        let permitted = read_with(url, "off").unwrap();
        assert_eq!(permitted.transport, Transport::Unverified(vec!["db.example".to_owned()]));
        assert!(read_with("postgres://localhost/portcullis", "maybe").is_err());
        let verified = read_with("postgres://db.example/portcullis?sslmode=verify-full", "verify").unwrap();
        assert_eq!(verified.transport, Transport::Verified);
        assert_eq!(read_with("sqlite://data/x.db", "verify").unwrap().transport, Transport::Local);
    }
}
