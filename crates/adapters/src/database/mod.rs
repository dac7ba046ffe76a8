//! SQLite and PostgreSQL by Diesel: one set of repositories for both.
//!
//! | file | content |
//! | --- | --- |
//! | `url`, `postgres_uri`, `connection`, `connection_manager`, `pool` | the database's URL; opening, checking and pooling connections |
//! | `timeouts`, `transaction_stats` | time limits of transactions; counters of committed changes |
//! | `schema`, `sql_types`, `sql_values`, `update` | the tables; column types of both databases and their values; prepared updates |
//! | `migrations`, `installation` | the schema's version; the mark of a demo database |
//! | `store`, `transaction`, `…_repository`, `audit_log`, `change_feed`, `erasures`, `retention` | the domain's ports of these names |
//! | `log_addresses` | the removal of addresses from old audit entries |
//! | `organization_turns` | the turns of an organization's writers, who wait without a connection |
//! | `append_entry`, `increment_failures` | writes that need one statement instead of two |
//! | `authenticator_row`, `error_mapping` | an authenticator as a row; the mapping of database errors |
//! | `caller_context` | the facts about a caller, in one statement |
//! | `outbox_backlog` | the number and age of waiting messages |

mod append_entry;
mod attempt_repository;
mod audit_log;
mod authenticator_repository;
mod authenticator_row;
mod caller_context;
mod ceremony_repository;
mod change_feed;
mod connection;
mod connection_manager;
mod disavowal_repository;
mod enrolment_code_repository;
mod erasures;
mod error_mapping;
mod installation;
mod log_addresses;
mod logout_repository;
mod magic_link_repository;
mod member_snapshot_repository;
mod membership_repository;
mod migrations;
mod organization_repository;
mod organization_turns;
mod outbox_backlog;
mod outbox_repository;
mod pool;
mod postgres_uri;
mod recovery_code_repository;
mod retention;
mod schema;
mod send_limit_repository;
mod session_repository;
mod signing_key_repository;
mod sql_types;
mod sql_values;
mod store;
mod timeouts;
mod transaction;
mod transaction_stats;
mod update;
mod upsert_attempts;
mod url;
mod wrong_proof_repository;

pub use migrations::{SchemaStatus, migrate, revert};
pub use outbox_backlog::OutboxBacklog;
pub use pool::PoolSize;
pub use postgres_uri::Transport;
pub use store::DieselStore;
pub use timeouts::Timeouts;
pub use url::DatabaseUrl;
