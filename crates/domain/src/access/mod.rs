//! May this request pass?

mod decide;

pub use decide::{Decision, Evidence, Facts, Reason, decide};
