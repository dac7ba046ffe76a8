//! The port that keeps the trail: append and page; nothing is ever changed or taken out.

use std::ops::Range;

use jiff::Timestamp;

use super::{AuditRecord, Recorded};
use crate::Result;
use crate::identity::SubjectId;
use crate::organization::OrganizationId;
use crate::page::{Page, PageSize};

/// Keeps what happened, organization by organization.
pub trait AuditTrail {
    /// Adds an entry as the next in the organization's sequence. The organization must be held
    /// ([`lock`](crate::organization::OrganizationRepository::lock)) or new in this transaction, so that the sequence
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

    /// The newest entries first; those before the sequence number `before`, if given.
    fn page(
        &mut self,
        organization: &OrganizationId,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<Page<AuditRecord, u64>>;
}
