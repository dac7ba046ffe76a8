//! What happened?

mod audit_entry;
mod audit_trail;
mod read_trail;
mod refusal;

pub use audit_entry::{AuditActor, AuditEntry, AuditRecord, Change, Fact, Outcome, Recorded, Target};
pub use audit_trail::{AuditTrail, TrailFilter};
pub use read_trail::{CountEnrolments, ReadTrail};
pub(crate) use refusal::record_refusal;
