//! How often the gate asks the database, by the server's log.
#![cfg(feature = "postgres")]

use crate::fixtures::{Database, Home, PostgresServer, Service, TIMEOUT, eventually};

/// The tables that decisions rest on. What runs in the background reads others.
const TABLES: [&str; 4] = ["memberships", "organizations", "authenticators", "sessions"];

/// The statements of one request at the gate.
fn statements(server: &PostgresServer, service: &Service, token: &str) -> Vec<String> {
    let before = server.log().len();
    assert_eq!(service.gate(token), (200, "not_required".into()));
    let log = server.log().split_off(before);
    let logged = log.split(" LOG:  ").filter(|entry| entry.starts_with("execute") || entry.starts_with("statement"));
    logged.filter(|entry| TABLES.iter().any(|table| entry.contains(table))).map(str::to_owned).collect()
}

/// One statement for a new session, none for a renewed token.
#[test]
fn renewed_token_costs_the_database_nothing() {
    let server = PostgresServer::started();
    let database = Database::postgres_on(&server.url);
    let logged = format!("{}?options=-c%20log_statement%3Dall", database.url());
    Home::of(&database).populate();
    let home = Home::of(&database).with("DATABASE_URL", &logged).with("PORTCULLIS_GATE_STALENESS", "60");
    let service = home.serve(&[]);
    let first = home.session_token("s1");
    eventually(TIMEOUT, "a cached caller", || statements(&server, &service, &first).is_empty());
    for session in ["s2", "s3"] {
        let (token, renewed) = (home.session_token(session), home.session_token(session));
        assert_ne!(token, renewed);
        let new = statements(&server, &service, &token);
        assert_eq!(new.len(), 1, "{new:?}");
        for token in [&token, &renewed] {
            assert_eq!(statements(&server, &service, token), [""; 0]);
        }
    }
}
