//! The built program, started as an operator starts it, on SQLite and on PostgreSQL.
//!
//! One binary, so that it is linked once. Tests of PostgreSQL need the feature `postgres` and a server, whose maintenance
//! database is given by `PORTCULLIS_TEST_POSTGRES`; `scripts/with-postgres` starts one for a command.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "for tests, where a panic is how to fail"
)]

/// Runs each function on a new database of each kind.
macro_rules! on_each_database {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $story() { super::$story(&crate::fixtures::Database::sqlite()); })+
        }
        #[cfg(feature = "postgres")]
        mod postgres {
            $(#[test] fn $story() { super::$story(&crate::fixtures::Database::postgres()); })+
        }
    };
}

mod audience;
mod check_token;
mod clients;
mod command_output;
mod commands;
mod compatibility;
mod concurrent_writers;
mod confirmed_enrolment;
mod copied_claims;
mod crash_recovery;
mod database_roles;
mod database_tls;
mod deep_bodies;
mod delegates;
mod demo;
mod documentation;
mod edge;
mod enforce;
mod erasure;
mod faults;
mod fixtures;
mod gate_cache;
mod gateways;
mod guards;
mod hostile_tokens;
mod imports;
mod issuers;
mod keys;
mod layers;
mod lockout;
mod magic_links;
mod mail;
mod metrics;
mod no_bypass;
mod noisy_neighbours;
mod outbox;
mod own_mfa;
mod packaging;
mod passkeys;
mod providers;
mod replicas;
mod restore;
mod samples;
mod start;
mod threat_model;
mod typescript;
mod upgrade;
