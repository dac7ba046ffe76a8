//! Reads the audit log, and records wrong proofs in it.

mod read_audit_log;
mod record_wrong_proofs;

pub use read_audit_log::{CountEnrolments, ReadAuditLog};
pub use record_wrong_proofs::RecordWrongProofs;
