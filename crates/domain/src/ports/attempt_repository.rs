//! The port that counts attempts with codes.

use jiff::Timestamp;

use crate::Result;
use crate::model::authenticator::AttemptCounts;
use crate::model::identity::{AttemptId, OrganizationId, SubjectId};
use crate::model::session::SessionBinding;

/// Counts the attempts of each member, by session and over all sessions.
///
/// Every method locks the counts over all sessions first, so that concurrent transactions cannot deadlock.
pub trait AttemptRepository {
    /// Counts an attempt before its outcome is known: as a failure of the session, as a failure of the member, and among
    /// the member's recent attempts. Returns the counts with it. Locks the member's counts until this transaction ends.
    fn count(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
        attempt: AttemptId,
        now: Timestamp,
    ) -> Result<AttemptCounts>;

    /// Replaces the counts that [`count`](Self::count) returned in this transaction.
    fn put(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
        counts: &AttemptCounts,
    ) -> Result<()>;

    /// Removes an attempt from the member's recent ones.
    fn remove_recent(&mut self, organization: &OrganizationId, subject: &SubjectId, attempt: AttemptId) -> Result<()>;

    /// Notes a right proof in the session: clears its failures and its pause, and the member's failures, and removes
    /// `attempt` from the recent ones. From now on the session is one that verified.
    fn verify(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
        attempt: Option<AttemptId>,
        now: Timestamp,
    ) -> Result<()>;

    /// Clears all counts and pauses of the member, and returns whether there were any. Sessions that verified stay known.
    fn clear(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<bool>;

    /// Clears all counts of the member and forgets which sessions verified.
    fn forget(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()>;
}
