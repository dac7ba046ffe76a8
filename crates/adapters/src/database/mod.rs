//! Diesel on SQLite and PostgreSQL: one set of repositories for both.
//!
//! | file | what it is for |
//! | --- | --- |
//! | `url` | which database |
//! | `connection`, `manager` | one connection of either kind; how the pool opens, tests and drops them |
//! | `migrations` | the schema, under a lock |
//! | `sql`, `values`, `schema` | column types that both databases have, their values, the tables |
//! | `store`, `patience` | transactions, and how long they may take |
//! | `…_repository`, `audit_trail`, `change_feed` | the ports of the same names |
//! | `authenticator_row` | an authenticator as a row, for its repository |
//! | `failure` | what a database error means |
//! | `installation`, `signing_keys` | what is true of the whole installation; the keys of our own tokens |

mod attempt_repository;
mod audit_trail;
mod authenticator_repository;
mod authenticator_row;
mod ceremony_repository;
mod change_feed;
mod connection;
mod failure;
mod installation;
mod magic_link_repository;
mod manager;
mod membership_repository;
mod migrations;
mod organization_repository;
mod outbox_repository;
mod patience;
mod recovery_code_repository;
mod schema;
mod send_limit_repository;
mod session_repository;
mod signing_keys;
mod sql;
mod standing_repository;
mod store;
mod url;
mod values;

pub use migrations::{SchemaStatus, migrate, revert};
pub use patience::Patience;
pub(crate) use signing_keys::KeyChange;
pub use signing_keys::StoredSigningKey;
pub use store::{DieselStore, PoolSize};
pub use url::DatabaseUrl;
