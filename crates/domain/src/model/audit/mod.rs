//! Audit entries, and the events that they record.

mod audit_entry;
mod audit_values;
mod describe;
mod event;
mod event_descriptor;
mod minute;
mod wrong_proofs;

pub use audit_entry::{
    AuditActor, AuditChange, AuditEntry, AuditOutcome, AuditRecord, AuditTarget, AuditValue, Recorded,
};
pub use event::Event;
pub use event_descriptor::{EventDescriptor, Mailing, MemberNotice, Weakening};
pub(crate) use minute::minute_of;
pub use wrong_proofs::{WrongProof, WrongProofs};
