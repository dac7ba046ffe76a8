//! Audit entries, and the events that they record.

mod audit_entry;
mod event;

pub use audit_entry::{
    AuditActor, AuditChange, AuditEntry, AuditOutcome, AuditRecord, AuditTarget, AuditValue, Recorded,
};
pub use event::Event;
