//! The audit log of an organization, and what is counted from it.

mod count_enrolments;
mod entry;
mod list_audit_log;

pub use count_enrolments::ENROLMENTS;
pub use list_audit_log::AUDIT;
