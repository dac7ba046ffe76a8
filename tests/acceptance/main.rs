//! The built program, started as an operator starts it, on SQLite and on PostgreSQL.
//!
//! One binary, so that it is linked once. What needs PostgreSQL is behind the feature `postgres` and finds a server's
//! maintenance database in `PORTCULLIS_TEST_POSTGRES`; `scripts/with-postgres` starts one for the time of a command.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "for tests, where a panic is how to fail"
)]

/// Runs each function on a fresh database of each kind.
macro_rules! on_each_database {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $story() { super::$story(&crate::database::Database::sqlite()); })+
        }
        #[cfg(feature = "postgres")]
        mod postgres {
            $(#[test] fn $story() { super::$story(&crate::database::Database::postgres()); })+
        }
    };
}

mod check_token;
mod commands;
mod compatibility;
mod copied_claims;
mod database;
mod deep_bodies;
mod demo;
mod edge;
mod enforce;
mod faults;
mod gateways;
mod held_to_it;
mod hostile_tokens;
mod issuers;
mod keys;
mod killed;
mod layers;
mod links;
mod mail;
mod metrics;
mod one_time_password;
mod own_mfa;
mod passkeys;
mod process;
mod program;
mod provider;
#[cfg(feature = "postgres")]
mod proxy;
mod replicas;
mod restore;
mod rivals;
mod roles;
mod samples;
mod software_authenticator;
mod start;
mod threat_model;
