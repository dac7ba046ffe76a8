//! What is known of callers, remembered for as long as it cannot be old.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use portcullis_domain::{
    Actor, Caller, CallerContext, Clock, Fingerprint, Identity, IdentityVerifier, MemberFacts, NoOrganization,
    ReadMemberFacts, RequestId, Result, Store, SubjectId,
};
use quick_cache::sync::Cache;

use super::freshness::{Freshness, REMEMBERED, monotonic_now};

/// How many callers are remembered.
const MOST: usize = 100_000;

/// How far the clock may go back without a word in the log, in microseconds.
const MINUTE: i64 = 60_000_000;

/// Verifies tokens and reads what is known of their callers, or remembers it.
pub(crate) struct Keeper {
    identity: Arc<dyn IdentityVerifier>,
    clock: Arc<dyn Clock>,
    facts: ReadMemberFacts,
    freshness: Arc<Freshness>,
    remembered: Cache<Fingerprint, Arc<Remembered>>,
    /// The latest moment that anything was decided at, in microseconds.
    latest: AtomicI64,
    /// Whether the clock was found well before that.
    ahead: AtomicBool,
}

/// A caller and what is known of them: of their token no more than a decision needs.
pub(crate) struct Remembered {
    /// Whom the token speaks for.
    pub(crate) subject: SubjectId,
    /// From when on it counts no longer.
    pub(crate) expires_at: Timestamp,
    /// What is known of them.
    pub(crate) facts: MemberFacts,
    /// Whether it named the organization.
    named: bool,
    generation: u64,
    /// The change before which it was read.
    epoch: u64,
    /// The change up to which none was of this member.
    checked: AtomicU64,
    read_at: Instant,
}

/// What came of a token.
pub(crate) enum Seen {
    /// A caller, in an organization.
    Caller(Arc<Remembered>),
    /// A caller, in none.
    Nowhere(NoOrganization),
}

impl Keeper {
    pub(crate) fn new(
        identity: Arc<dyn IdentityVerifier>,
        clock: Arc<dyn Clock>,
        store: Arc<dyn Store>,
        freshness: Arc<Freshness>,
    ) -> Self {
        let facts = ReadMemberFacts { store };
        let (latest, ahead) = (AtomicI64::new(i64::MIN), AtomicBool::new(false));
        Self { identity, clock, facts, freshness, remembered: Cache::new(MOST), latest, ahead }
    }

    /// What time it is. Never earlier than what it told before: a clock that jumps back opens nothing again.
    pub(crate) fn now(&self) -> Timestamp {
        let now = self.clock.now().as_microsecond();
        let latest = self.latest.fetch_max(now, Ordering::AcqRel).max(now);
        Timestamp::from_microsecond(latest).unwrap_or(Timestamp::MAX)
    }

    /// What is remembered of the token's caller, if it still counts. Waits for nothing.
    pub(crate) fn recall(&self, token: &str, now: Timestamp) -> Option<Arc<Remembered>> {
        let moment = monotonic_now();
        if !self.freshness.is_current(moment) {
            return None;
        }
        let known = self.remembered.get(&self.identity.fingerprint(token))?;
        self.still_counts(&known, now, moment).then_some(known)
    }

    fn still_counts(&self, known: &Remembered, now: Timestamp, moment: Instant) -> bool {
        if now >= known.expires_at
            || known.generation != self.identity.generation()
            || moment.duration_since(known.read_at) > REMEMBERED
        {
            return false;
        }
        let epoch = self.freshness.epoch();
        if known.checked.load(Ordering::Acquire) == epoch {
            return true;
        }
        let (organization, subject) = (&known.facts.organization, &known.subject);
        if self.freshness.changed_since(known.epoch, organization, subject, known.named) {
            return false;
        }
        known.checked.store(epoch, Ordering::Release);
        true
    }

    /// Verifies the token, reads what is known of its caller, and remembers it. Waits for the store.
    pub(crate) fn look(
        &self,
        token: &str,
        request: Option<RequestId>,
        source: Option<String>,
        now: Timestamp,
    ) -> Result<Seen> {
        let before = self.before();
        let caller = self.identity.verify(token, now)?;
        let actor = Actor { identity: Identity::Caller(caller.clone()), request, source };
        let seen = before.seen(self.facts.execute(&actor, &caller, now)?, caller);
        if let Seen::Caller(known) = &seen {
            self.remembered.insert(self.identity.fingerprint(token), Arc::clone(known));
        }
        Ok(seen)
    }

    /// The same without a trace: nobody is made a member, and nothing is remembered.
    pub(crate) fn inspect(&self, token: &str, now: Timestamp) -> Result<Seen> {
        let before = self.before();
        let caller = self.identity.verify(token, now)?;
        let actor = Actor { identity: Identity::Caller(caller.clone()), request: None, source: None };
        Ok(before.seen(self.facts.look(&actor, &caller)?, caller))
    }

    fn before(&self) -> Before {
        let (generation, epoch) = (self.identity.generation(), self.freshness.epoch());
        Before { generation, epoch, read_at: monotonic_now() }
    }

    /// How long ago what other processes changed was last looked for with success.
    pub(crate) fn last_look(&self) -> Option<Duration> {
        self.freshness.last_look()
    }

    /// Looks for what other processes changed.
    pub(crate) fn follow(&self) -> Result<()> {
        let latest = self.latest.load(Ordering::Acquire);
        let ahead = latest.saturating_sub(self.clock.now().as_microsecond()) > MINUTE;
        if ahead && !self.ahead.swap(true, Ordering::AcqRel) {
            let until = Timestamp::from_microsecond(latest).unwrap_or(Timestamp::MAX);
            log::warn!(until:%; "the clock went back: the gate decides as of the latest moment it saw until the clock gets there");
        } else if !ahead {
            self.ahead.store(false, Ordering::Release);
        }
        self.freshness.follow(&*self.facts.store)
    }
}

/// What holds before anything is read: what changes meanwhile makes it old.
struct Before {
    generation: u64,
    epoch: u64,
    read_at: Instant,
}

impl Before {
    fn seen(self, known: CallerContext, caller: Caller) -> Seen {
        let Self { generation, epoch, read_at } = self;
        let facts = match known {
            CallerContext::NoOrganization(why) => return Seen::Nowhere(why),
            CallerContext::Member(facts) => *facts,
        };
        Seen::Caller(Arc::new(Remembered {
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

/// How often others' changes are to be looked for: often enough within the bound that one look may fail.
pub(crate) fn pause(bound: Duration) -> Duration {
    (bound / 4).clamp(Duration::from_millis(50), Duration::from_millis(250))
}

#[cfg(test)]
mod tests {
    use portcullis_domain::testing::{FixedClock, MemoryStore, a_caller, an_organization, plain_fingerprint};
    use portcullis_domain::{Caller, Role};

    use super::*;

    /// Takes any name for a token; its keys change when it is told.
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
    fn what_is_remembered_counts_for_a_while_and_under_the_same_keys_alone() {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::User).save(&*store).unwrap();
        let names = Arc::new(Names::default());
        let freshness = Arc::new(Freshness::new(Duration::from_hours(1)));
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        let keeper = Keeper::new(names.clone(), clock, store, freshness);
        keeper.follow().unwrap();
        let now = keeper.now();
        assert!(keeper.recall("alice", now).is_none());
        assert!(matches!(keeper.look("alice", None, None, now), Ok(Seen::Caller(_))));
        let known = keeper.recall("alice", now).unwrap();
        assert!(keeper.recall("bob", now).is_none());
        let moment = monotonic_now();
        assert!(keeper.still_counts(&known, now, moment));
        assert!(!keeper.still_counts(&known, now, moment + REMEMBERED + Duration::from_secs(1)));
        names.0.store(1, Ordering::SeqCst);
        assert!(keeper.recall("alice", now).is_none(), "a key was taken away");
    }

    #[test]
    fn others_are_looked_for_often_enough_that_one_look_may_fail() {
        for (bound, expected) in [(0, 50), (100, 50), (400, 100), (1_000, 250), (60_000, 250)] {
            assert_eq!(pause(Duration::from_millis(bound)), Duration::from_millis(expected), "{bound} ms");
        }
    }
}
