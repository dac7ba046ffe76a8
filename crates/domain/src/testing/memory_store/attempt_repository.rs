//! Counts failed attempts in memory.

use super::MemoryTransaction;
use crate::Result;
use crate::model::authenticator::AttemptLimit;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::ports::AttemptRepository;

impl AttemptRepository for MemoryTransaction<'_> {
    fn increment(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<AttemptLimit> {
        let limit = self.writing()?.attempts.entry((organization.clone(), subject.clone())).or_default();
        limit.failures = limit.failures.saturating_add(1);
        Ok(*limit)
    }

    fn lock(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<AttemptLimit> {
        Ok(self.writing()?.attempts.get(&(organization.clone(), subject.clone())).copied().unwrap_or_default())
    }

    fn put(&mut self, organization: &OrganizationId, subject: &SubjectId, limit: AttemptLimit) -> Result<()> {
        self.writing()?.attempts.insert((organization.clone(), subject.clone()), limit);
        Ok(())
    }
}
