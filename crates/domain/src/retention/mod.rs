//! What may be forgotten?

mod purge_expired;
mod forgettable;

pub use purge_expired::PurgeExpired;
pub use forgettable::{ExpiredKind, Retention};
