//! May this request pass?

mod decide;
mod decide_own_access;

pub use decide::{Decision, Evidence, Facts, Reason, decide};
pub use decide_own_access::DecideOwnAccess;
