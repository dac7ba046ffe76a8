//! Caches callers by token digest.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use portcullis_domain::{
    Actor, Caller, CallerContext, CallerKey, Clock, Evidence, Fingerprint, Identity, IdentityVerifier, MemberFacts,
    NoOrganization, ReadMemberFacts, RequestId, Result, Store, SubjectId,
};
use quick_cache::sync::Cache;

use super::invalidation::{CACHED, Invalidation, monotonic_now};

/// The largest number of cached callers.
const CAPACITY: usize = 100_000;

/// How far the clock may go back without a warning, in microseconds.
const MINUTE: i64 = 60_000_000;

/// Verifies tokens and loads the facts about their callers, or takes both from the cache.
pub(crate) struct CallerCache {
    identity: Arc<dyn IdentityVerifier>,
    clock: Arc<dyn Clock>,
    facts: ReadMemberFacts,
    invalidation: Arc<Invalidation>,
    cached: Cache<Fingerprint, Arc<CachedCaller>>,
    /// The latest moment of any decision, in microseconds.
    latest: AtomicI64,
    /// Whether the clock has gone back by more than a minute since.
    is_ahead: AtomicBool,
}

/// A caller and the facts about them. Of the token it holds what a decision needs.
pub(crate) struct CachedCaller {
    /// The subject of the token.
    pub(crate) subject: SubjectId,
    /// The expiry of the token.
    pub(crate) expires_at: Timestamp,
    /// The facts about the caller.
    pub(crate) facts: MemberFacts,
    /// Whether the token names the organization.
    named: bool,
    /// The generation of the verification keys.
    generation: u64,
    /// The epoch before the facts were read.
    epoch: u64,
    /// The latest epoch without a change of this caller.
    checked: AtomicU64,
    read_at: Instant,
}

/// The outcome of loading a token.
pub(crate) enum Loaded {
    /// A caller in an organization.
    Member(Arc<CachedCaller>),
    /// A caller in no organization.
    NoOrganization(NoOrganization),
}

impl CallerCache {
    pub(crate) fn new(
        identity: Arc<dyn IdentityVerifier>,
        clock: Arc<dyn Clock>,
        store: Arc<dyn Store>,
        invalidation: Arc<Invalidation>,
    ) -> Self {
        let facts = ReadMemberFacts { store };
        let (latest, is_ahead) = (AtomicI64::new(i64::MIN), AtomicBool::new(false));
        Self { identity, clock, facts, invalidation, cached: Cache::new(CAPACITY), latest, is_ahead }
    }

    /// The present moment, never earlier than the one before: a clock that jumps back revives no expired evidence.
    pub(crate) fn now(&self) -> Timestamp {
        let now = self.clock.now().as_microsecond();
        let latest = self.latest.fetch_max(now, Ordering::AcqRel).max(now);
        Timestamp::from_microsecond(latest).unwrap_or(Timestamp::MAX)
    }

    /// Returns the cached caller of a token, unless it is outdated. Never blocks.
    pub(crate) fn get(&self, token: &str, now: Timestamp) -> Option<Arc<CachedCaller>> {
        let moment = monotonic_now();
        if !self.invalidation.is_current(moment) {
            return None;
        }
        let known = self.cached.get(&self.identity.fingerprint(token))?;
        self.is_valid(&known, now, moment).then_some(known)
    }

    fn is_valid(&self, known: &CachedCaller, now: Timestamp, moment: Instant) -> bool {
        if now >= known.expires_at
            || known.generation != self.identity.generation()
            || moment.duration_since(known.read_at) > CACHED
        {
            return false;
        }
        let epoch = self.invalidation.epoch();
        if known.checked.load(Ordering::Acquire) == epoch {
            return true;
        }
        let (organization, subject) = (&known.facts.organization, &known.subject);
        if self.invalidation.changed_since(known.epoch, organization, subject, known.named) {
            return false;
        }
        known.checked.store(epoch, Ordering::Release);
        true
    }

    /// Verifies the token, loads the facts about its caller, and caches them. Blocks.
    pub(crate) fn load(
        &self,
        token: &str,
        request: Option<RequestId>,
        source: Option<String>,
        now: Timestamp,
    ) -> Result<Loaded> {
        let before = self.before();
        let caller = self.identity.verify(token, now)?;
        let actor = Actor { identity: Identity::Caller(caller.clone()), request, source };
        let seen = before.loaded(self.facts.execute(&actor, &caller, &CallerKey::from(&caller), now)?, caller);
        if let Loaded::Member(known) = &seen {
            self.cached.insert(self.identity.fingerprint(token), Arc::clone(known));
        }
        Ok(seen)
    }

    /// Like [`load`](Self::load), without side effects: adds no member and caches nothing.
    pub(crate) fn peek(&self, token: &str, now: Timestamp) -> Result<Loaded> {
        let before = self.before();
        let caller = self.identity.verify(token, now)?;
        Ok(before.loaded(self.facts.look(&CallerKey::from(&caller))?, caller))
    }

    fn before(&self) -> Before {
        let (generation, epoch) = (self.identity.generation(), self.invalidation.epoch());
        Before { generation, epoch, read_at: monotonic_now() }
    }

    /// The age of the last successful poll, if there was one.
    pub(crate) fn last_poll_age(&self) -> Option<Duration> {
        self.invalidation.last_poll_age()
    }

    /// Reads the changes by other processes.
    pub(crate) fn poll_changes(&self) -> Result<()> {
        let latest = self.latest.load(Ordering::Acquire);
        let ahead = latest.saturating_sub(self.clock.now().as_microsecond()) > MINUTE;
        if ahead && !self.is_ahead.swap(true, Ordering::AcqRel) {
            let until = Timestamp::from_microsecond(latest).unwrap_or(Timestamp::MAX);
            log::warn!(until:%; "the clock went back; the gate decides as of the latest moment it has seen until the clock catches up");
        } else if !ahead {
            self.is_ahead.store(false, Ordering::Release);
        }
        self.invalidation.poll(&*self.facts.store)
    }
}

/// The state before facts are read: what changes in the meantime invalidates them.
struct Before {
    generation: u64,
    epoch: u64,
    read_at: Instant,
}

impl Before {
    fn loaded(self, known: CallerContext, caller: Caller) -> Loaded {
        let Self { generation, epoch, read_at } = self;
        let mut facts = match known {
            CallerContext::NoOrganization(why) => return Loaded::NoOrganization(why),
            CallerContext::Member(facts) => *facts,
        };
        facts.evidence.extend(Evidence::of_provider(&caller.authentication));
        Loaded::Member(Arc::new(CachedCaller {
            subject: caller.subject,
            expires_at: caller.expires_at,
            facts,
            named: caller.organization.is_some(),
            generation,
            epoch,
            checked: AtomicU64::new(epoch),
            read_at,
        }))
    }
}

/// The time between polls: short enough within the bound that one poll may fail.
pub(crate) fn poll_interval(bound: Duration) -> Duration {
    (bound / 4).clamp(Duration::from_millis(50), Duration::from_millis(250))
}

#[cfg(test)]
mod tests {
    use portcullis_domain::testing::{FixedClock, MemoryStore, a_caller, an_organization, plain_fingerprint};
    use portcullis_domain::{Caller, Role};

    use super::*;

    /// Accepts any name as a token; its keys change when the test says so.
    #[derive(Default)]
    struct Names(AtomicU64);

    impl IdentityVerifier for Names {
        fn verify(&self, token: &str, _: Timestamp) -> Result<Caller> {
            Ok(a_caller(token).build())
        }

        fn fingerprint(&self, token: &str) -> Fingerprint {
            plain_fingerprint(token)
        }

        fn generation(&self) -> u64 {
            self.0.load(Ordering::SeqCst)
        }

        fn ready(&self) -> Result<()> {
            Ok(())
        }
    }

    #[test]
    fn cached_callers_expire_with_time_and_with_the_keys() {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::User).save(&*store).unwrap();
        let names = Arc::new(Names::default());
        let invalidation = Arc::new(Invalidation::new(Duration::from_hours(1)));
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        let cache = CallerCache::new(names.clone(), clock, store, invalidation);
        cache.poll_changes().unwrap();
        let now = cache.now();
        assert!(cache.get("alice", now).is_none());
        assert!(matches!(cache.load("alice", None, None, now), Ok(Loaded::Member(_))));
        let known = cache.get("alice", now).unwrap();
        assert!(cache.get("bob", now).is_none());
        let moment = monotonic_now();
        assert!(cache.is_valid(&known, now, moment));
        assert!(!cache.is_valid(&known, now, moment + CACHED + Duration::from_secs(1)));
        names.0.store(1, Ordering::SeqCst);
        assert!(cache.get("alice", now).is_none(), "the keys have changed");
    }

    #[test]
    fn polls_are_frequent_enough_that_one_may_fail() {
        for (bound, expected) in [(0, 50), (100, 50), (400, 100), (1_000, 250), (60_000, 250)] {
            assert_eq!(poll_interval(Duration::from_millis(bound)), Duration::from_millis(expected), "{bound} ms");
        }
    }
}
