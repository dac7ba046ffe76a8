//! The port that reads the changes of all processes.

use jiff::Timestamp;

use crate::Result;
use crate::model::audit::{AuditEntry, AuditOutcome, AuditTarget};
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::sealed::Digest;

/// A position in the feed. Only the store that returned it can interpret it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeMark {
    /// The position in the audit logs.
    pub entries: i64,
    /// The position in the logouts, which have a counter of their own.
    pub logouts: i64,
}

impl ChangeMark {
    /// Whether one of the positions is after that of `reached`: the store was restored from a backup.
    pub fn is_after(self, reached: Self) -> bool {
        self.entries > reached.entries || self.logouts > reached.logouts
    }
}

/// The scope of a change to facts on which decisions depend.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The facts of one member.
    Member(OrganizationId, SubjectId),
    /// The facts of an organization and all its members, such as its policy.
    Organization(OrganizationId),
    /// An organization was created, restored, renamed or ended: besides its own facts, the organizations in which its
    /// members may act.
    OrganizationPut(OrganizationId),
    /// A logout at the identity provider, by its digest, and when the logout token was issued.
    Logout(Digest, Timestamp),
    /// All facts: too many changes to list, or the store was restored from a backup.
    Everything,
}

impl Change {
    /// Returns the change that an audit entry records, if any.
    pub(crate) fn recorded_by(organization: &OrganizationId, entry: &AuditEntry) -> Option<Self> {
        if entry.outcome != AuditOutcome::Changed {
            return None;
        }
        Some(match &entry.target {
            AuditTarget::Member(subject) => Self::Member(organization.clone(), subject.clone()),
            AuditTarget::Policy => Self::Organization(organization.clone()),
            AuditTarget::Organization => Self::OrganizationPut(organization.clone()),
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
/// the order in which they began. A change is what [`record`](crate::use_cases::record::record()) records as changed, or a
/// logout at the identity provider.
pub trait ChangeFeed {
    /// Returns the changes since `mark`. Without a mark: no changes and the mark to begin with.
    fn changes_since(&mut self, mark: Option<ChangeMark>) -> Result<Changes>;
}
