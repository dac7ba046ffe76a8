//! Stores memberships in memory.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::MemoryTransaction;
use super::Tables;
use super::one_more_than;
use crate::error::Resource;
use crate::model::authenticator::Authenticator;
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
    ) -> Result<Option<(Membership, Logouts, bool)>> {
        let tables = self.reading()?;
        let member = (organization.clone(), subject.clone());
        let theirs = tables.authenticators.get(&member);
        let holds = theirs.is_some_and(|theirs| theirs.iter().any(Authenticator::is_active));
        let found = tables.memberships.get(&member);
        Ok(found.map(|membership| (membership.clone(), tables.logouts_of(keys), holds)))
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

    fn active_of(&mut self, subject: &SubjectId, limit: u32) -> Result<Vec<(OrganizationId, Membership)>> {
        Ok(self.reading()?.active_of(subject).into_iter().take(usize::try_from(limit).unwrap_or(usize::MAX)).collect())
    }

    fn tombstones_by_key(&mut self) -> Result<Vec<(String, u64)>> {
        let mut counts = BTreeMap::<String, u64>::new();
        for key in self.reading()?.memberships.keys().filter_map(|(_, subject)| subject.pseudonym_key()) {
            *counts.entry(key.to_owned()).or_default() += 1;
        }
        Ok(counts.into_iter().collect())
    }

    fn enter(&mut self, organization: &OrganizationId, subject: &SubjectId, at: Timestamp) -> Result<()> {
        let stored = self.writing()?.memberships.get_mut(&(organization.clone(), subject.clone()));
        if let Some(membership) = stored.filter(|membership| membership.is_active()) {
            *membership = membership.entered(at);
        }
        Ok(())
    }
}

impl Tables {
    /// The subject's active memberships of live organizations, by precedence.
    pub(super) fn active_of(&self, subject: &SubjectId) -> Vec<(OrganizationId, Membership)> {
        let is_live = |id: &OrganizationId| self.organizations.get(id).is_some_and(|found| found.deleted_at.is_none());
        let theirs = self
            .memberships
            .iter()
            .filter(|((id, of), membership)| of == subject && membership.is_active() && is_live(id));
        let mut theirs: Vec<_> = theirs.map(|((id, _), membership)| (id.clone(), membership.clone())).collect();
        // stable, so that the organization's id decides among equals
        theirs.sort_by_key(|(_, membership)| membership.precedence());
        theirs
    }
}
