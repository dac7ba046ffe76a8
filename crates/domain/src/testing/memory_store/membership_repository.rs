//! Stores memberships in memory.

use jiff::Timestamp;

use super::MemoryTransaction;
use super::Tables;
use super::one_more_than;
use crate::error::Resource;
use crate::model::identity::{LogoutKeys, Logouts, OrganizationId, SubjectId};
use crate::model::membership::{Membership, Role};
use crate::model::page::{Page, PageSize};
use crate::ports::MembershipRepository;
use crate::{Error, Result};

impl MembershipRepository for MemoryTransaction<'_> {
    fn find(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Option<Membership>> {
        Ok(self.reading()?.memberships.get(&(organization.clone(), subject.clone())).cloned())
    }

    fn find_with_logouts(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        keys: &LogoutKeys,
    ) -> Result<Option<(Membership, Logouts)>> {
        let tables = self.reading()?;
        let found = tables.memberships.get(&(organization.clone(), subject.clone()));
        Ok(found.map(|membership| (membership.clone(), tables.logouts_of(keys))))
    }

    fn insert(&mut self, organization: &OrganizationId, membership: &Membership) -> Result<()> {
        let tables = self.writing()?;
        if !tables.organizations.contains_key(organization) {
            return Err(Error::internal("a membership of no organization"));
        }
        let key = (organization.clone(), membership.subject.clone());
        if tables.memberships.contains_key(&key) {
            return Err(Error::AlreadyExists(Resource::Membership));
        }
        tables.memberships.insert(key, membership.clone());
        Ok(())
    }

    fn update(&mut self, organization: &OrganizationId, membership: &Membership) -> Result<()> {
        let key = (organization.clone(), membership.subject.clone());
        let stored = self.writing()?.memberships.get_mut(&key).ok_or(Error::Stale(Resource::Membership))?;
        *stored = membership.clone();
        Ok(())
    }

    fn count_owners(&mut self, organization: &OrganizationId) -> Result<u64> {
        let owners = self.reading()?.memberships.iter().filter(|((of, _), membership)| {
            of == organization && membership.is_active() && membership.role == Role::Owner
        });
        u64::try_from(owners.count()).map_err(Error::internal)
    }

    fn administrators_to_notify(&mut self, organization: &OrganizationId, limit: u32) -> Result<Vec<Membership>> {
        let administrators = self.reading()?.memberships.iter().filter(|((of, _), membership)| {
            let here = of == organization && membership.is_active();
            here && membership.role.administers() && membership.email.is_some()
        });
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(administrators.map(|(_, membership)| membership.clone()).take(limit).collect())
    }

    fn exempt(
        &mut self,
        organization: &OrganizationId,
        now: Timestamp,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<Membership, SubjectId>> {
        let exempt = |membership: &Membership| membership.exemption.as_ref().is_some_and(|one| now < one.ends_at);
        let members = self.reading()?.memberships.iter().filter(|((of, subject), membership)| {
            let here = of == organization && membership.is_active();
            here && exempt(membership) && after.is_none_or(|after| subject > after)
        });
        let found = members.map(|(_, membership)| membership.clone()).take(one_more_than(size)).collect();
        Ok(Page::of(found, size, |last| last.subject.clone()))
    }

    fn page(
        &mut self,
        organization: &OrganizationId,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<Membership, SubjectId>> {
        let members = self.reading()?.memberships.iter().filter(|((of, subject), membership)| {
            of == organization && membership.is_active() && after.is_none_or(|after| subject > after)
        });
        let found = members.map(|(_, membership)| membership.clone()).take(one_more_than(size)).collect();
        Ok(Page::of(found, size, |last| last.subject.clone()))
    }

    fn organizations_of(&mut self, subject: &SubjectId, limit: u32) -> Result<Vec<OrganizationId>> {
        let Tables { memberships, organizations, .. } = self.reading()?;
        let ended = |id: &OrganizationId| organizations.get(id).is_none_or(|found| found.deleted_at.is_some());
        let theirs =
            memberships.iter().filter(|((id, of), membership)| of == subject && membership.is_active() && !ended(id));
        Ok(theirs.map(|((id, _), _)| id.clone()).take(usize::try_from(limit).unwrap_or(usize::MAX)).collect())
    }
}
