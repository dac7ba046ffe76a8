//! What happened?

mod audit_entry;
mod audit_trail;
mod read_trail;
mod refusal;

pub use audit_entry::{AuditActor, AuditEntry, AuditRecord, Change, AuditValue, AuditOutcome, Recorded, AuditTarget};
pub use audit_trail::{AuditLog, AuditFilter};
pub use read_trail::{CountEnrolments, ReadAuditLog};
pub(crate) use refusal::record_refusal;
