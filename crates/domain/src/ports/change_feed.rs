//! The port that tells what changed since somebody looked.

use crate::Result;
use crate::model::audit::{AuditEntry, AuditOutcome, AuditTarget};
use crate::model::identity::{OrganizationId, SubjectId};

/// How far somebody has looked. Its number means something to the store that gave it, and to nobody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeMark(pub i64);

/// Something whose decisions may be others now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// One member's.
    Member(OrganizationId, SubjectId),
    /// Those of a whole organization.
    Organization(OrganizationId),
    /// All: too much changed to name it, or the store went back in time.
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

/// What changed, and how far that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// What, in any order, each at least once.
    pub changes: Vec<Change>,
    /// What to ask with next.
    pub mark: ChangeMark,
}

/// Tells every change that is committed, at least once, however late it becomes visible: commits do not become visible
/// in the order in which they began. A change is what [`record`](crate::use_cases::record::record()) writes as changed.
pub trait ChangeFeed {
    /// What changed since `mark`, or, without one, nothing and where to begin.
    fn changes_since(&mut self, mark: Option<ChangeMark>) -> Result<Changes>;
}
