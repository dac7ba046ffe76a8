//! Caches the facts about callers by organization, member and session, whatever their tokens.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use jiff::Timestamp;
use portcullis_domain::{
    Actor, Caller, CallerContext, CallerKey, Login, MemberFacts, NoOrganization, OrganizationId, ReadMemberFacts,
    Result, Store,
};
use quick_cache::sync::Cache;

use super::invalidation::{CACHED, Invalidation, monotonic_now};
use crate::limits::RequesterFacts;

/// The largest number of cached callers, and of organizations in which callers were found.
const CAPACITY: usize = 100_000;

/// Reads the facts about callers, or takes them from the cache.
pub(super) struct FactsCache {
    facts: ReadMemberFacts,
    invalidation: Arc<Invalidation>,
    cached: Cache<Arc<CallerKey>, Arc<CachedFacts>>,
    /// The organizations in which callers were found.
    organizations: Cache<OrganizationId, ()>,
}

/// The facts about a caller in an organization.
pub(crate) struct CachedFacts {
    pub(super) key: Arc<CallerKey>,
    pub(super) facts: MemberFacts,
    /// The epoch before the facts were read.
    epoch: u64,
    /// The latest epoch without a change of this caller.
    checked: AtomicU64,
    read_at: Instant,
}

impl CachedFacts {
    /// What the limits need to know.
    pub(super) fn for_limits(&self) -> RequesterFacts {
        RequesterFacts { organization: self.facts.organization.clone(), verified: !self.facts.evidence.is_empty() }
    }
}

/// The facts about a caller, or why there are none.
type Found = Result<Arc<CachedFacts>, NoOrganization>;

impl FactsCache {
    pub(super) fn new(store: Arc<dyn Store>, invalidation: Arc<Invalidation>) -> Self {
        let (cached, organizations) = (Cache::new(CAPACITY), Cache::new(CAPACITY));
        Self { facts: ReadMemberFacts { store }, invalidation, cached, organizations }
    }

    /// Returns the cached facts, unless they may have changed. Never blocks.
    pub(super) fn get(&self, key: &CallerKey, moment: Instant) -> Option<Arc<CachedFacts>> {
        if !self.invalidation.is_current(moment) {
            return None;
        }
        let known = self.cached.get(key)?;
        self.is_valid(&known, moment).then_some(known)
    }

    fn is_valid(&self, known: &CachedFacts, moment: Instant) -> bool {
        if moment.duration_since(known.read_at) > CACHED {
            return false;
        }
        let epoch = self.invalidation.epoch();
        if known.checked.load(Ordering::Acquire) == epoch {
            return true;
        }
        if self.invalidation.changed_since(known.epoch, &known.facts.organization, &known.key) {
            return false;
        }
        known.checked.store(epoch, Ordering::Release);
        true
    }

    /// Reads the facts about the actor, and caches them. Where tokens make members, may add the caller as a member.
    pub(super) fn read(&self, actor: &Actor, caller: &Caller, key: Arc<CallerKey>, now: Timestamp) -> Result<Found> {
        self.found(key, |key| self.facts.execute(actor, caller, key, now)).inspect(|found| self.insert(found))
    }

    /// Reads the facts and caches them. Adds no member, and leaves it to the request to check the login.
    pub(super) fn look_up(&self, key: Arc<CallerKey>) -> Result<Found> {
        self.found(key, |key| self.facts.store.caller_context(key)).inspect(|found| self.insert(found))
    }

    fn insert(&self, found: &Found) {
        if let Ok(facts) = found {
            self.cached.insert(Arc::clone(&facts.key), Arc::clone(facts));
            let organization = &facts.facts.organization;
            if !self.has_found(organization) {
                self.organizations.insert(organization.clone(), ());
            }
        }
    }

    /// Whether a caller was found in this organization before, whatever has become of it since. Never blocks.
    pub(super) fn has_found(&self, organization: &OrganizationId) -> bool {
        self.organizations.get(organization).is_some()
    }

    /// Reads the facts without side effects: adds no member and caches nothing.
    pub(super) fn peek(&self, caller: &Caller, key: Arc<CallerKey>) -> Result<Found> {
        self.found(key, |key| self.facts.look(&caller.login, key))
    }

    /// Rejects a login that was ended at the identity provider.
    pub(super) fn require_login(&self, login: &Login) -> Result<()> {
        self.facts.require_login(login)
    }

    fn found(&self, key: Arc<CallerKey>, read: impl FnOnce(&CallerKey) -> Result<CallerContext>) -> Result<Found> {
        // before the read: a change that is recorded meanwhile invalidates what it finds
        let (epoch, read_at) = (self.invalidation.epoch(), monotonic_now());
        Ok(match read(&key)? {
            CallerContext::NoOrganization(why, _) => Err(why),
            CallerContext::Member(mut facts) => {
                // to save memory: shares the ids with the key, and drops what no decision needs
                if let Some(named) = &key.organization {
                    facts.organization = named.clone();
                }
                if let Some(membership) = &mut facts.membership {
                    membership.subject = key.subject.clone();
                    membership.email = None;
                }
                let checked = AtomicU64::new(epoch);
                Ok(Arc::new(CachedFacts { key, facts: *facts, epoch, checked, read_at }))
            }
        })
    }

    /// Reads the changes by other processes.
    pub(super) fn poll_changes(&self) -> Result<()> {
        self.invalidation.poll(&*self.facts.store)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use portcullis_domain::testing::{MemoryStore, a_caller, an_organization};
    use portcullis_domain::{Change, ChangePublisher, ChangeSubscriber as _, Role, Transaction};

    use super::*;

    /// A store whose member changes right after the facts were read.
    struct ChangesAfterRead {
        store: MemoryStore,
        change: Change,
        invalidation: Arc<Invalidation>,
    }

    impl Store for ChangesAfterRead {
        fn begin_write(&self) -> Result<Box<dyn Transaction + '_>> {
            self.store.begin_write()
        }

        fn begin_read(&self) -> Result<Box<dyn Transaction + '_>> {
            self.store.begin_read()
        }

        fn caller_context(&self, key: &CallerKey) -> Result<CallerContext> {
            let found = self.store.caller_context(key);
            self.invalidation.changed(&self.change);
            found
        }

        fn publisher(&self) -> &ChangePublisher {
            self.store.publisher()
        }

        fn ready(&self) -> Result<()> {
            self.store.ready()
        }
    }

    #[test]
    fn facts_are_not_cached_beyond_a_change_while_they_are_read() {
        let (acme, other) = ("acme", "other");
        for (organization, is_valid) in [(acme, false), (other, true)] {
            let store = MemoryStore::default();
            an_organization(acme).with_member("alice", Role::User).save(&store).unwrap();
            let alice = a_caller("alice").of(acme);
            let (caller, actor) = (alice.clone().build(), alice.acting());
            let change = Change::Member(OrganizationId::parse(organization).unwrap(), caller.subject.clone());
            let invalidation = Arc::new(Invalidation::new(Duration::from_hours(1)));
            let store = ChangesAfterRead { store, change, invalidation: Arc::clone(&invalidation) };
            let cache = FactsCache::new(Arc::new(store), invalidation);
            cache.poll_changes().unwrap();
            let key = Arc::new(CallerKey::from(&caller));
            assert!(cache.read(&actor, &caller, Arc::clone(&key), Timestamp::UNIX_EPOCH).unwrap().is_ok());
            assert_eq!(cache.get(&key, monotonic_now()).is_some(), is_valid, "a change in {organization}");
        }
    }
}
