//! Purges expired rows, and replaces erased subjects in the audit log.

mod purge_expired;
mod replace_erased;

pub use purge_expired::PurgeExpired;
pub use replace_erased::ReplaceErased;
