//! Purges expired rows, and replaces erased subjects and removes old addresses in the audit log.

mod purge_expired;
mod remove_addresses;
mod replace_erased;

pub use purge_expired::PurgeExpired;
pub use remove_addresses::RemoveAddresses;
pub use replace_erased::ReplaceErased;
