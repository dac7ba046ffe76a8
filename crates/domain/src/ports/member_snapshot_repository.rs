//! The port that tells how members stand.

use jiff::Timestamp;

use crate::Result;
use crate::model::access::MemberSnapshot;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::page::{Page, PageSize};

/// Tells what is known of many members at once.
pub trait MemberSnapshotRepository {
    /// Active members by subject in byte order, those after `after`, each with what they hold and the evidence of each
    /// kind that is younger than `since`.
    fn page(
        &mut self,
        organization: &OrganizationId,
        since: Timestamp,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<MemberSnapshot, SubjectId>>;
}
