//! Authenticators in memory.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::MemoryTransaction;
use crate::authenticator::{Authenticator, AuthenticatorId, AuthenticatorRepository, SealedSecret};
use crate::error::Resource;
use crate::identity::SubjectId;
use crate::organization::OrganizationId;
use crate::sealing::Sealed;
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

    fn sealed_by_key(&mut self) -> Result<Vec<(String, u64)>> {
        let mut counts = BTreeMap::new();
        for one in self.reading()?.authenticators.values().flatten() {
            *counts.entry(one.credential.secret.key_id.clone()).or_insert(0) += 1;
        }
        Ok(counts.into_iter().collect())
    }

    fn sealed_by_others(
        &mut self,
        key_id: &str,
        after: Option<AuthenticatorId>,
        limit: u32,
    ) -> Result<Vec<SealedSecret>> {
        let mut sealed = Vec::new();
        for ((organization, subject), theirs) in &self.reading()?.authenticators {
            let others = theirs.iter().filter(|one| one.credential.secret.key_id != key_id && Some(one.id) > after);
            sealed.extend(others.map(|one| SealedSecret {
                organization: organization.clone(),
                subject: subject.clone(),
                id: one.id,
                secret: one.credential.secret.clone(),
            }));
        }
        sealed.sort_by_key(|one| one.id);
        sealed.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(sealed)
    }

    fn reseal(&mut self, kept: &SealedSecret, resealed: &Sealed) -> Result<bool> {
        let member = (kept.organization.clone(), kept.subject.clone());
        let theirs = self.writing()?.authenticators.entry(member).or_default();
        let stored = theirs.iter_mut().find(|one| one.id == kept.id && one.credential.secret == kept.secret);
        Ok(stored.is_some_and(|one| {
            one.credential.secret = resealed.clone();
            true
        }))
    }
}
