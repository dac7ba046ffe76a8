//! model/audit

mod audit_entry;
mod event;

pub use audit_entry::{AuditActor, AuditEntry, AuditRecord, Change, Fact, Outcome, Recorded, Target};
pub use event::{Event};
