//! Which database.

use std::fmt;
use std::path::{Path, PathBuf};

use portcullis_domain::{Error, Result};
use secrecy::SecretString;

/// A database that this program can use, as its URL names it.
#[derive(Clone)]
pub enum DatabaseUrl {
    /// A SQLite file: `sqlite://relative/path` or `sqlite:///absolute/path`.
    Sqlite(PathBuf),
    /// PostgreSQL: `postgres://…` or `postgresql://…`, as libpq reads it. May hold a password.
    Postgres(SecretString),
}

impl DatabaseUrl {
    /// Reads a URL. Any scheme but the known ones is refused, so that a typo never makes a file of that name.
    pub fn parse(text: &str) -> Result<Self> {
        match text.split_once("://") {
            Some(("sqlite", path)) => match path {
                "" | ":memory:" => Err(invalid("must name a file: sqlite://data/portcullis.db")),
                path if path.contains(['?', '#', '\0']) => Err(invalid("must name a plain file, without ? or #")),
                path => Ok(Self::Sqlite(PathBuf::from(path))),
            },
            Some(("postgres" | "postgresql", _)) if cfg!(feature = "postgres") => Ok(Self::Postgres(text.into())),
            Some(("postgres" | "postgresql", _)) => {
                Err(invalid("names PostgreSQL, which this program was built without (cargo feature `postgres`)"))
            }
            _ => Err(invalid("must begin with sqlite:// or postgres://")),
        }
    }

    /// The SQLite file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }
}

/// The kind and the file; of a server nothing, for its URL may hold a password.
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
    Error::invalid("DATABASE_URL", rule)
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
    fn only_known_schemes_are_taken(#[case] text: &str, #[case] taken: bool) {
        assert_eq!(DatabaseUrl::parse(text).is_ok(), taken);
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn a_password_is_never_shown() -> Result<()> {
        let url = DatabaseUrl::parse("postgres://user:hunter2@host/db")?;
        assert!(!format!("{url} {url:?}").contains("hunter2"));
        Ok(())
    }
}
