//! Opens PostgreSQL connections.

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, ConnectionError, ConnectionResult, PgConnection};

use crate::database::postgres_uri::PostgresUri;
use crate::database::timeouts::Timeouts;

/// Opens a connection with bounded waits. Sequential scans are off because every statement has its index, and a plan
/// made while a table was empty would otherwise be kept. An asynchronous commit, which a crash can undo after it was
/// acknowledged, is raised to `on`; a stricter setting is kept.
pub(super) fn open(url: &str, timeouts: Timeouts) -> ConnectionResult<PgConnection> {
    let mut connection = PgConnection::establish(&with_connection_timeouts(url)).map_err(without_url)?;
    let statement = timeouts.transaction.map_or(0, |transaction| transaction.as_millis());
    let lock = timeouts.lock.as_millis();
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

/// Replaces errors in which libpq may quote parts of the URL, a password among them.
fn without_url(error: ConnectionError) -> ConnectionError {
    const SAFE_PREFIXES: [&str; 2] = ["connection to server", "could not translate host name"];
    match error {
        ConnectionError::BadConnection(text) if SAFE_PREFIXES.iter().any(|prefix| text.starts_with(prefix)) => {
            ConnectionError::BadConnection(text)
        }
        ConnectionError::BadConnection(_) | ConnectionError::InvalidConnectionUrl(_) => {
            ConnectionError::BadConnection("libpq cannot parse the database URL".to_owned())
        }
        other => other,
    }
}

/// libpq parameters that are added unless the URL sets them. By default libpq waits for a connection without limit, and
/// for a vanished host as long as the system's keep-alive takes (two hours on Linux).
const CONNECTION_TIMEOUTS: [(&str, &str); 5] = [
    ("connect_timeout", "2"),
    ("tcp_user_timeout", "4000"),
    ("keepalives_idle", "2"),
    ("keepalives_interval", "1"),
    ("keepalives_count", "3"),
];

fn with_connection_timeouts(url: &str) -> String {
    let mut bounded = url.to_owned();
    let mut has_query = PostgresUri::parse(url).is_ok_and(|uri| uri.has_query);
    for (name, value) in CONNECTION_TIMEOUTS {
        if !url.contains(&format!("{name}=")) {
            let separator = if has_query { "&" } else { "?" };
            has_query = true;
            bounded.extend([separator, name, "=", value]);
        }
    }
    bounded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn password_of_an_unreadable_url_is_not_shown() {
        for url in ["postgres://user:hunter2/secret@h/d", "postgres://user:hunter2%zz@h/d", "postgres://u@h:hunter2/d"]
        {
            let Err(error) = open(url, Timeouts::SERVING) else { panic!("{url} opened") };
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn connection_waits_are_bounded_unless_the_url_sets_them() {
        assert_eq!(
            with_connection_timeouts("postgres://h/d"),
            "postgres://h/d?connect_timeout=2&tcp_user_timeout=4000&keepalives_idle=2&keepalives_interval=1&keepalives_count=3"
        );
        let url = with_connection_timeouts("postgres://h/d?sslmode=require&connect_timeout=9");
        assert!(url.starts_with("postgres://h/d?sslmode=require&connect_timeout=9&tcp_user_timeout=4000&"), "{url}");
        assert_eq!(url.matches("connect_timeout").count(), 1);
        // a `?` of the password begins no parameters
        assert!(
            with_connection_timeouts("postgres://u:p?w@h/d").starts_with("postgres://u:p?w@h/d?connect_timeout=2&")
        );
    }

    #[test]
    fn unknown_host_is_named() {
        let Err(error) = open("postgres://no-such-host.invalid/d", Timeouts::SERVING) else { panic!("opened") };
        assert!(error.to_string().contains("no-such-host.invalid"), "{error}");
    }
}
