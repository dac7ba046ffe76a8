//! A store in memory that keeps every promise of the ports.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::audit::{AuditActor, AuditRecord, AuditTrail, Outcome, Recorded};
use crate::error::Resource;
use crate::identity::SubjectId;
use crate::membership::{Membership, MembershipRepository, Role};
use crate::organization::{Organization, OrganizationId, OrganizationRepository};
use crate::page::{Page, PageSize};
use crate::{Error, Result, Store, Transaction};

#[derive(Debug, Default, Clone)]
struct Tables {
    organizations: BTreeMap<OrganizationId, Organization>,
    memberships: BTreeMap<(OrganizationId, SubjectId), Membership>,
    audit: BTreeMap<OrganizationId, Vec<AuditRecord>>,
}

/// Everything in memory: writers take turns, readers see what was committed when they began. Can be told to fail.
#[derive(Debug, Default)]
pub struct MemoryStore {
    committed: Mutex<Tables>,
    writing: Mutex<bool>,
    written: Condvar,
    calls: AtomicU64,
    failing_call: AtomicU64,
}

/// How long a writer waits for its turn.
const TURN: Duration = Duration::from_secs(3);

impl MemoryStore {
    /// Makes the `nth` call from now on fail as unavailable: every repository method, `begin` and `commit` count.
    pub fn fail_at_call(&self, nth: u64) {
        self.failing_call.store(self.calls.load(Ordering::SeqCst) + nth, Ordering::SeqCst);
    }

    /// Whether the call that was to fail has not come.
    pub fn never_failed(&self) -> bool {
        self.calls.load(Ordering::SeqCst) < self.failing_call.load(Ordering::SeqCst)
    }

    fn call(&self) -> Result<()> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        if call == self.failing_call.load(Ordering::SeqCst) {
            return Err(Error::unavailable("the store was told to fail"));
        }
        Ok(())
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.committed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_turn(&self) -> Result<()> {
        let writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut writing, waited) =
            self.written.wait_timeout_while(writing, TURN, |writing| *writing).unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err(Error::unavailable("another transaction took too long"));
        }
        *writing = true;
        Ok(())
    }

    fn end_turn(&self) {
        *self.writing.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.written.notify_one();
    }
}

impl Store for MemoryStore {
    fn begin(&self) -> Result<Box<dyn Transaction + '_>> {
        self.call()?;
        self.take_turn()?;
        Ok(Box::new(MemoryTransaction { store: self, tables: self.tables().clone(), writes: true }))
    }

    fn begin_read(&self) -> Result<Box<dyn Transaction + '_>> {
        self.call()?;
        Ok(Box::new(MemoryTransaction { store: self, tables: self.tables().clone(), writes: false }))
    }

    fn ready(&self) -> Result<()> {
        self.call()
    }
}

struct MemoryTransaction<'a> {
    store: &'a MemoryStore,
    tables: Tables,
    writes: bool,
}

impl MemoryTransaction<'_> {
    fn reading(&mut self) -> Result<&mut Tables> {
        self.store.call()?;
        Ok(&mut self.tables)
    }

    fn writing(&mut self) -> Result<&mut Tables> {
        if !self.writes {
            return Err(Error::internal("a transaction that only reads was asked to write"));
        }
        self.reading()
    }
}

impl Drop for MemoryTransaction<'_> {
    fn drop(&mut self) {
        if self.writes {
            self.store.end_turn();
        }
    }
}

impl Transaction for MemoryTransaction<'_> {
    fn organizations(&mut self) -> &mut dyn OrganizationRepository {
        self
    }

    fn memberships(&mut self) -> &mut dyn MembershipRepository {
        self
    }

    fn audit(&mut self) -> &mut dyn AuditTrail {
        self
    }

    fn commit(mut self: Box<Self>) -> Result<()> {
        self.store.call()?;
        if self.writes {
            *self.store.tables() = std::mem::take(&mut self.tables);
        }
        Ok(())
    }
}

impl OrganizationRepository for MemoryTransaction<'_> {
    fn find(&mut self, id: &OrganizationId) -> Result<Option<Organization>> {
        Ok(self.reading()?.organizations.get(id).cloned())
    }

    fn lock(&mut self, id: &OrganizationId) -> Result<Option<Organization>> {
        Ok(self.writing()?.organizations.get(id).cloned())
    }

    fn insert(&mut self, organization: &Organization) -> Result<()> {
        let organizations = &mut self.writing()?.organizations;
        if organizations.contains_key(&organization.id) {
            return Err(Error::AlreadyExists(Resource::Organization));
        }
        organizations.insert(organization.id.clone(), Organization { version: 1, ..organization.clone() });
        Ok(())
    }

    fn update(&mut self, organization: &Organization) -> Result<()> {
        match self.writing()?.organizations.get_mut(&organization.id) {
            Some(stored) if stored.version == organization.version => {
                *stored = Organization { version: stored.version + 1, ..organization.clone() };
                Ok(())
            }
            _ => Err(Error::Stale(Resource::Organization)),
        }
    }

    fn page(&mut self, after: Option<&OrganizationId>, size: PageSize) -> Result<Page<Organization, OrganizationId>> {
        let organizations = self.reading()?.organizations.values();
        let found = organizations.filter(|found| after.is_none_or(|after| found.id > *after)).cloned();
        Ok(Page::of(found.take(one_more_than(size)).collect(), size, |last| last.id.clone()))
    }
}

impl MembershipRepository for MemoryTransaction<'_> {
    fn find(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Option<Membership>> {
        Ok(self.reading()?.memberships.get(&(organization.clone(), subject.clone())).cloned())
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
        let memberships = self.reading()?.memberships.iter();
        let theirs = memberships.filter(|((_, of), membership)| of == subject && membership.is_active());
        Ok(theirs.map(|((id, _), _)| id.clone()).take(usize::try_from(limit).unwrap_or(usize::MAX)).collect())
    }
}

impl AuditTrail for MemoryTransaction<'_> {
    fn append(&mut self, organization: &OrganizationId, entry: Recorded<'_>) -> Result<()> {
        let tables = self.writing()?;
        if !tables.organizations.contains_key(organization) {
            return Err(Error::internal("a trail of no organization"));
        }
        let trail = tables.audit.entry(organization.clone()).or_default();
        let sequence = trail.last().map_or(1, |last| last.sequence + 1);
        trail.push(AuditRecord { sequence, entry: entry.entry().clone() });
        Ok(())
    }

    fn has_refusal(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        action: &str,
        within: Range<Timestamp>,
    ) -> Result<bool> {
        let trail = self.reading()?.audit.get(organization);
        Ok(trail.into_iter().flatten().any(|AuditRecord { entry, .. }| {
            let theirs = matches!(&entry.actor, AuditActor::Subject { subject: of, .. } if of == subject);
            theirs && entry.action == action && entry.outcome == Outcome::Refused && within.contains(&entry.at)
        }))
    }

    fn page(
        &mut self,
        organization: &OrganizationId,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<Page<AuditRecord, u64>> {
        let trail = self.reading()?.audit.get(organization);
        let newest_first = trail.into_iter().flatten().rev();
        let found = newest_first.filter(|record| before.is_none_or(|before| record.sequence < before)).cloned();
        Ok(Page::of(found.take(one_more_than(size)).collect(), size, |last| last.sequence))
    }
}

fn one_more_than(size: PageSize) -> usize {
    usize::try_from(size.get()).map_or(usize::MAX, |size| size + 1)
}
