//! The port that reads what other processes changed.

use crate::Result;
use crate::model::audit::{AuditEntry, AuditOutcome, AuditTarget};
use crate::model::identity::{OrganizationId, SubjectId};

/// A position in the feed. Its number has a meaning to the store that returned it alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeMark(pub i64);

/// Facts that were changed, on which decisions depend.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Those of one member.
    Member(OrganizationId, SubjectId),
    /// Those of an organization and all its members.
    Organization(OrganizationId),
    /// All: too much changed to list it, or the store went back in time.
    Everything,
}

impl Change {
    /// The change that an entry of an organization's audit log stands for, if it is one.
    pub(crate) fn recorded_by(organization: &OrganizationId, entry: &AuditEntry) -> Option<Self> {
        if entry.outcome != AuditOutcome::Changed {
            return None;
        }
        Some(match &entry.target {
            AuditTarget::Member(subject) => Self::Member(organization.clone(), subject.clone()),
            AuditTarget::Organization | AuditTarget::Policy => Self::Organization(organization.clone()),
        })
    }
}

/// The changes since a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The changes, in any order, each at least once.
    pub changes: Vec<Change>,
    /// The mark to continue from.
    pub mark: ChangeMark,
}

/// Returns every committed change at least once, however late it becomes visible: transactions do not become visible in
/// the order in which they began. A change is what [`record`](crate::use_cases::record::record()) records as changed.
pub trait ChangeFeed {
    /// The changes since `mark`; without one, no changes and the mark to begin with.
    fn changes_since(&mut self, mark: Option<ChangeMark>) -> Result<Changes>;
}
