//! Stores organizations in memory.

use super::MemoryTransaction;
use super::one_more_than;
use crate::error::Resource;
use crate::model::identity::{LogoutKeys, Logouts, OrganizationId, SubjectId};
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::model::page::{Page, PageSize};
use crate::ports::OrganizationRepository;
use crate::{Error, Result};

impl OrganizationRepository for MemoryTransaction<'_> {
    fn find(&mut self, id: &OrganizationId) -> Result<Option<Organization>> {
        Ok(self.reading()?.organizations.get(id).filter(|found| found.deleted_at.is_none()).cloned())
    }

    fn find_with_member(
        &mut self,
        id: &OrganizationId,
        subject: &SubjectId,
        keys: &LogoutKeys,
    ) -> Result<Option<(Organization, Option<Membership>, Logouts)>> {
        let tables = self.reading()?;
        let membership = tables.memberships.get(&(id.clone(), subject.clone())).cloned();
        let organization = tables.organizations.get(id).filter(|found| found.deleted_at.is_none()).cloned();
        Ok(organization.map(|organization| (organization, membership, tables.logouts_of(keys))))
    }

    fn lock(&mut self, id: &OrganizationId) -> Result<Option<Organization>> {
        Ok(self.lock_including_ended(id)?.filter(|found| found.deleted_at.is_none()))
    }

    fn lock_including_ended(&mut self, id: &OrganizationId) -> Result<Option<Organization>> {
        Ok(self.writing()?.organizations.get(id).cloned())
    }

    fn insert(&mut self, organization: &Organization) -> Result<()> {
        let organizations = &mut self.writing()?.organizations;
        if organizations.contains_key(&organization.id) {
            return Err(Error::AlreadyExists(Resource::Organization));
        }
        let mut added = organization.clone();
        added.version = 1;
        organizations.insert(added.id.clone(), added);
        Ok(())
    }

    fn update(&mut self, organization: &Organization) -> Result<()> {
        match self.writing()?.organizations.get_mut(&organization.id) {
            Some(stored) if stored.version == organization.version => {
                *stored = organization.clone();
                stored.version += 1;
                Ok(())
            }
            _ => Err(Error::Stale(Resource::Organization)),
        }
    }

    fn page(&mut self, after: Option<&OrganizationId>, size: PageSize) -> Result<Page<Organization, OrganizationId>> {
        let organizations = self.reading()?.organizations.values().filter(|found| found.deleted_at.is_none());
        let found = organizations.filter(|found| after.is_none_or(|after| found.id > *after)).cloned();
        Ok(Page::of(found.take(one_more_than(size)).collect(), size, |last| last.id.clone()))
    }
}
