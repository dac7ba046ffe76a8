//! The database's URL.

use std::fmt;
use std::path::{Path, PathBuf};

use portcullis_domain::{Error, Result};
use secrecy::{ExposeSecret, SecretString};

use super::postgres_uri::{PostgresUri, Transport};

/// The URL of a supported database.
#[derive(Clone)]
pub enum DatabaseUrl {
    /// A SQLite file: `sqlite://relative/path` or `sqlite:///absolute/path`.
    Sqlite(PathBuf),
    /// A PostgreSQL server: `postgres://…` or `postgresql://…`, in libpq's syntax. May contain a password.
    Postgres(SecretString),
}

impl DatabaseUrl {
    /// Parses a URL. Unknown schemes are rejected, so that a typo never becomes a file name.
    pub fn parse(text: &str) -> Result<Self> {
        match text.split_once("://") {
            Some(("sqlite", path)) => match path {
                "" | ":memory:" => Err(invalid("must name a file, as in sqlite://data/portcullis.db")),
                path if path.contains(['?', '#', '\0']) => Err(invalid("must name a file without ? or #")),
                path => Ok(Self::Sqlite(PathBuf::from(path))),
            },
            Some(("postgres" | "postgresql", _)) if cfg!(feature = "postgres") => Ok(Self::Postgres(text.into())),
            Some(("postgres" | "postgresql", _)) => {
                Err(invalid("names PostgreSQL, which this build does not support (cargo feature `postgres`)"))
            }
            _ => Err(invalid("must begin with sqlite:// or postgres://")),
        }
    }

    /// Returns the path of a SQLite file.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }

    /// Returns how connections are protected. `variable` reads the environment, where libpq finds what the URL leaves out.
    pub fn transport(&self, variable: impl Fn(&str) -> Option<String>) -> Result<Transport> {
        match self {
            Self::Sqlite(_) => Ok(Transport::Local),
            Self::Postgres(url) => PostgresUri::parse(url.expose_secret())?.transport(variable),
        }
    }
}

/// Shows the kind of database and the SQLite file; nothing of a server's URL, which may contain a password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "SQLite, {}", path.display()),
            Self::Postgres(_) => write!(f, "PostgreSQL"),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn invalid(rule: &str) -> Error {
    Error::invalid("database URL", rule)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("sqlite://data/portcullis.db", true)]
    #[case("sqlite:///var/lib/portcullis/portcullis.db", true)]
    #[case("postgres://user:secret@host/db", cfg!(feature = "postgres"))]
    #[case("postgresql://host/db", cfg!(feature = "postgres"))]
    #[case("sqlite://", false)]
    #[case("sqlite://:memory:", false)]
    #[case("sqlite://a.db?mode=memory", false)]
    #[case("sqlite:a.db", false)]
    #[case("mysql://host/db", false)]
    #[case("Postgres://host/db", false)]
    #[case("data/portcullis.db", false)]
    #[case("", false)]
    fn only_known_schemes_are_accepted(#[case] text: &str, #[case] accepted: bool) {
        assert_eq!(DatabaseUrl::parse(text).is_ok(), accepted);
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn password_is_not_shown() -> Result<()> {
        let url = DatabaseUrl::parse("postgres://user:hunter2@host/db")?;
        assert!(!format!("{url} {url:?}").contains("hunter2"));
        Ok(())
    }
}
