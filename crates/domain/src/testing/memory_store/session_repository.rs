//! Evidence in memory.

use jiff::Timestamp;

use super::MemoryTransaction;
use crate::Result;
use crate::identity::SubjectId;
use crate::organization::OrganizationId;
use crate::session::{MfaSession, SessionRepository};

impl SessionRepository for MemoryTransaction<'_> {
    fn insert(&mut self, organization: &OrganizationId, session: &MfaSession) -> Result<()> {
        let member = (organization.clone(), session.subject.clone());
        self.writing()?.sessions.entry(member).or_default().push(session.clone());
        Ok(())
    }

    fn live(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        provider_session: &str,
    ) -> Result<Option<MfaSession>> {
        let theirs = self.reading()?.sessions.get(&(organization.clone(), subject.clone()));
        let live = theirs.into_iter().flatten().filter(|session| {
            session.ended_at.is_none() && session.provider_session.as_deref() == Some(provider_session)
        });
        Ok(live.max_by_key(|session| (session.verified_at, session.id)).cloned())
    }

    fn end_all(&mut self, organization: &OrganizationId, subject: &SubjectId, now: Timestamp) -> Result<()> {
        let theirs = self.writing()?.sessions.get_mut(&(organization.clone(), subject.clone()));
        for session in theirs.into_iter().flatten().filter(|session| session.ended_at.is_none()) {
            session.ended_at = Some(now);
        }
        Ok(())
    }
}
