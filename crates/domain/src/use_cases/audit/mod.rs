//! Reads the audit log.

mod read_audit_log;

pub use read_audit_log::{CountEnrolments, ReadAuditLog};
