//! Authenticators in memory.

use jiff::Timestamp;

use super::MemoryTransaction;
use crate::authenticator::{Authenticator, AuthenticatorId, AuthenticatorRepository};
use crate::error::Resource;
use crate::identity::SubjectId;
use crate::organization::OrganizationId;
use crate::{Error, Result};

impl AuthenticatorRepository for MemoryTransaction<'_> {
    fn of(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Vec<Authenticator>> {
        let member = (organization.clone(), subject.clone());
        Ok(self.reading()?.authenticators.get(&member).cloned().unwrap_or_default())
    }

    fn insert(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: &Authenticator,
    ) -> Result<()> {
        let member = (organization.clone(), subject.clone());
        let tables = self.writing()?;
        if !tables.memberships.contains_key(&member) {
            return Err(Error::internal("an authenticator of no member"));
        }
        tables.authenticators.entry(member).or_default().push(authenticator.clone());
        Ok(())
    }

    fn update(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: &Authenticator,
    ) -> Result<()> {
        let member = (organization.clone(), subject.clone());
        let theirs = self.writing()?.authenticators.entry(member).or_default();
        let stored = theirs.iter_mut().find(|one| one.id == authenticator.id);
        *stored.ok_or(Error::Stale(Resource::Authenticator))? = authenticator.clone();
        Ok(())
    }

    fn delete(&mut self, organization: &OrganizationId, subject: &SubjectId, id: AuthenticatorId) -> Result<()> {
        let member = (organization.clone(), subject.clone());
        self.writing()?.authenticators.entry(member).or_default().retain(|one| one.id != id);
        Ok(())
    }

    fn accept_step(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        id: AuthenticatorId,
        step: u64,
        now: Timestamp,
    ) -> Result<bool> {
        let member = (organization.clone(), subject.clone());
        let theirs = self.writing()?.authenticators.entry(member).or_default();
        let unused = |one: &&mut Authenticator| {
            one.id == id && one.is_active() && one.credential.last_step.is_none_or(|last| last < step)
        };
        Ok(theirs.iter_mut().find(unused).is_some_and(|one| {
            one.credential.last_step = Some(step);
            one.last_used_at = Some(now);
            true
        }))
    }
}
