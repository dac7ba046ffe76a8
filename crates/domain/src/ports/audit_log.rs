//! The port that keeps the trail: append and page; nothing is ever changed or taken out.

use std::ops::Range;

use jiff::Timestamp;

use crate::Result;
use crate::model::audit::{AuditOutcome, AuditRecord, Recorded};
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::page::{Page, PageSize};

/// Keeps what happened, organization by organization.
pub trait AuditLog {
    /// Adds an entry as the next in the organization's sequence. The organization must be held
    /// ([`lock`](crate::ports::OrganizationRepository::lock)) or new in this transaction, so that the sequence
    /// has the order of the commits. Returns its place there.
    fn append(&mut self, organization: &OrganizationId, entry: Recorded<'_>) -> Result<u64>;

    /// Whether a refusal of `action` to `subject` stands in the trail within these moments (the end excluded).
    fn has_refusal(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        action: &str,
        within: Range<Timestamp>,
    ) -> Result<bool>;

    /// The newest entries first that the filter takes; those before the sequence number `before`, if given.
    fn page(
        &mut self,
        organization: &OrganizationId,
        filter: &AuditFilter,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<Page<AuditRecord, u64>>;

    /// On which days (UTC, `2026-01-15`), from `from` on, an act changed something, and for how many members: each once
    /// a day. Days without any are left out.
    fn days_of(&mut self, organization: &OrganizationId, action: &str, from: Timestamp) -> Result<Vec<(String, u64)>>;
}

/// Which entries are asked for; what is `None` takes all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Those of this act, by its stable name.
    pub action: Option<String>,
    /// Those of whom: a subject, or an operator's name.
    pub actor: Option<String>,
    /// Those about this member.
    pub member: Option<SubjectId>,
    /// Those that ended so.
    pub outcome: Option<AuditOutcome>,
    /// Those from this moment on.
    pub from: Option<Timestamp>,
    /// Those before this moment.
    pub until: Option<Timestamp>,
}
