//! The port that reads many members with their authenticators and evidence.

use jiff::Timestamp;

use crate::Result;
use crate::model::access::MemberSnapshot;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::page::{Page, PageSize};

/// Reads many members at once.
pub trait MemberSnapshotRepository {
    /// Returns the active members after `after`, ordered by subject in byte order, each with their active methods and
    /// the newest evidence of each method after `since`.
    fn page(
        &mut self,
        organization: &OrganizationId,
        since: Timestamp,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<MemberSnapshot, SubjectId>>;
}
