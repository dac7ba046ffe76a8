//! Purges expired rows.

mod purge_expired;

pub use purge_expired::PurgeExpired;
