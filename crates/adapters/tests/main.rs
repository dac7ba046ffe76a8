//! Tests of the implementations: the stores (`contract`), the issuer's keys over HTTP (`issuer`), mail over SMTP (`mail`),
//! WebAuthn (`passkeys`) and tokens (`tokens`).
//!
//! The tests on PostgreSQL need a server whose maintenance database `PORTCULLIS_TEST_POSTGRES` names;
//! `scripts/with-postgres` starts one for the time of a command. Each test has a database of its own.
#![cfg_attr(feature = "postgres", expect(clippy::expect_used, reason = "for tests, where a panic is how to fail"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "for tests, where a panic is how to fail"
)]

mod contract;
mod fixtures;
mod issuer;
mod mail;
mod passkeys;
mod tokens;
