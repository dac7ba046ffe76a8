//! Failures of subjects in memory.

use super::MemoryTransaction;
use crate::Result;
use crate::authenticator::{AttemptLimit, AttemptRepository};
use crate::identity::SubjectId;

impl AttemptRepository for MemoryTransaction<'_> {
    fn lock(&mut self, subject: &SubjectId) -> Result<AttemptLimit> {
        Ok(self.writing()?.attempts.get(subject).copied().unwrap_or_default())
    }

    fn put(&mut self, subject: &SubjectId, limit: AttemptLimit) -> Result<()> {
        self.writing()?.attempts.insert(subject.clone(), limit);
        Ok(())
    }
}
