//! Diesel on SQLite and PostgreSQL: one set of repositories for both.
//!
//! | file | what it is for |
//! | --- | --- |
//! | `url` | which database |
//! | `connection`, `manager`, `pool` | one connection of either kind; how the pool opens, tests and drops them, and what it cost to get one |
//! | `migrations` | the schema, under a lock |
//! | `sql`, `values`, `schema`, `update` | column types that both databases have, their values, the tables; how rows are changed |
//! | `store`, `patience`, `tally` | transactions, how long they may take, and what they did |
//! | `…_repository`, `audit_trail`, `change_feed`, `retention` | the ports of the same names |
//! | `authenticator_row` | an authenticator as a row, for its repository |
//! | `failure` | what a database error means |
//! | `installation`, `signing_keys`, `backlog` | what is true of the whole installation; the keys of our own tokens; how much mail waits |

mod append_entry;
mod attempt_repository;
mod audit_trail;
mod authenticator_repository;
mod authenticator_row;
mod backlog;
mod ceremony_repository;
mod change_feed;
mod connection;
mod failure;
mod increment_failures;
mod installation;
mod magic_link_repository;
mod manager;
mod membership_repository;
mod migrations;
mod organization_repository;
mod outbox_repository;
mod patience;
mod pool;
mod recovery_code_repository;
mod retention;
mod schema;
mod send_limit_repository;
mod session_repository;
mod signing_keys;
mod sql;
mod standing_repository;
mod store;
mod tally;
mod update;
mod url;
mod values;

pub use backlog::Backlog;
pub use migrations::{SchemaStatus, migrate, revert};
pub use patience::Patience;
pub(crate) use signing_keys::KeyChange;
pub use signing_keys::StoredSigningKey;
pub use store::{DieselStore, PoolSize};
pub use url::DatabaseUrl;
