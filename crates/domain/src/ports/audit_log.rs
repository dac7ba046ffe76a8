//! The port that stores the audit log. Entries are appended and read, never changed or removed.

use std::ops::Range;

use jiff::Timestamp;

use crate::Result;
use crate::model::audit::{AuditOutcome, AuditRecord, Recorded};
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::page::{Page, PageSize};

/// Stores the audit log of each organization.
pub trait AuditLog {
    /// Appends an entry and returns its number, the next in the organization's sequence. The organization must be locked
    /// ([`lock`](crate::ports::OrganizationRepository::lock)) or new in this transaction, so that the sequence has the
    /// order of the commits.
    fn append(&mut self, organization: &OrganizationId, entry: Recorded<'_>) -> Result<u64>;

    /// Whether a `refused` entry of `action` by a subject, or by this delegate for them, was recorded within this range (the
    /// end excluded).
    fn has_refusal(
        &mut self,
        organization: &OrganizationId,
        by: (&SubjectId, Option<&str>),
        action: &str,
        within: Range<Timestamp>,
    ) -> Result<bool>;

    /// Returns the entries that match the filter, newest first; with `before`, those with a lower number.
    fn page(
        &mut self,
        organization: &OrganizationId,
        filter: &AuditFilter,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<Page<AuditRecord, u64>>;

    /// Counts, for each day (UTC, `2026-01-15`) from `from` on, the members for whom an action changed something. A member
    /// counts once a day. Days without any are left out.
    fn days_of(&mut self, organization: &OrganizationId, action: &str, from: Timestamp) -> Result<Vec<(String, u64)>>;
}

/// Selects entries. `None` matches every entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// The action, by its stable name.
    pub action: Option<String>,
    /// The [name](crate::model::audit::AuditActor::name) of the actor.
    pub actor: Option<String>,
    /// The member that the entry is about.
    pub member: Option<SubjectId>,
    /// The outcome.
    pub outcome: Option<AuditOutcome>,
    /// The earliest time.
    pub from: Option<Timestamp>,
    /// The end of the time range, excluded.
    pub until: Option<Timestamp>,
}
