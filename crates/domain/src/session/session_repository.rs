//! The port that keeps evidence.

use jiff::Timestamp;

use super::MfaSession;
use crate::Result;
use crate::identity::SubjectId;
use crate::organization::OrganizationId;

/// Keeps evidence, member by member.
pub trait SessionRepository {
    /// Adds a session.
    fn insert(&mut self, organization: &OrganizationId, session: &MfaSession) -> Result<()>;

    /// The newest one of the member in this session of the identity provider that was not ended.
    fn live(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        provider_session: &str,
    ) -> Result<Option<MfaSession>>;

    /// Ends every session of the member that was not ended.
    fn end_all(&mut self, organization: &OrganizationId, subject: &SubjectId, now: Timestamp) -> Result<()>;
}
