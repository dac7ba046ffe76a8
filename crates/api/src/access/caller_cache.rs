//! Caches callers: their verified tokens, and the facts about them.
//!
//! The two are cached apart: a renewed token of a known session is verified, and nothing is read for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use portcullis_domain::{
    Actor, Caller, CallerKey, Clock, Evidence, GrantedOrganizations, Identity, IdentityVerifier, Judgement, Login,
    MemberFacts, NoOrganization, OrganizationId, RequestId, Result, RouteRequirement, Store, SubjectId,
};

use super::facts_cache::{CachedFacts, FactsCache};
use super::invalidation::{Invalidation, monotonic_now};
use super::verified_tokens::{VerifiedToken, VerifiedTokens};
use crate::limits::{CallerLookUp, Requester, RequesterFacts};

/// How far the clock may go back without a warning, in microseconds.
const MINUTE: i64 = 60_000_000;

/// Verifies tokens and loads the facts about their callers, or takes them from the caches.
pub(crate) struct CallerCache {
    clock: Arc<dyn Clock>,
    tokens: VerifiedTokens,
    facts: FactsCache,
    invalidation: Arc<Invalidation>,
    /// The latest moment of any decision, in microseconds.
    latest: AtomicI64,
    /// Whether the clock has gone back by more than a minute since.
    is_ahead: AtomicBool,
}

/// A caller and the facts about them.
#[derive(Clone)]
pub(crate) struct KnownCaller {
    token: Arc<VerifiedToken>,
    facts: Arc<CachedFacts>,
}

impl KnownCaller {
    fn new(mut token: VerifiedToken, facts: Arc<CachedFacts>) -> Self {
        // all tokens of a session share one key
        token.key = Arc::clone(&facts.key);
        Self { token: Arc::new(token), facts }
    }

    /// The subject of the token.
    pub(crate) fn subject(&self) -> &SubjectId {
        &self.token.key.subject
    }

    /// The expiry of the token.
    pub(crate) fn expires_at(&self) -> Timestamp {
        self.token.expires_at
    }

    /// The facts, apart from the identity provider's own MFA, which is the token's.
    pub(crate) fn facts(&self) -> &MemberFacts {
        &self.facts.facts
    }

    /// Whether the session of the token has ended, here or at the identity provider.
    pub(crate) fn session_is_over(&self) -> bool {
        self.facts().session_over || self.facts().logouts.end(self.token.login_at)
    }

    /// All evidence, the identity provider's own MFA last.
    pub(crate) fn evidence(&self) -> impl Iterator<Item = Evidence> {
        self.facts().evidence.iter().copied().chain(self.token.provider_evidence)
    }

    /// Decides under a route's requirement.
    pub(crate) fn judged(&self, requirement: RouteRequirement, now: Timestamp) -> Judgement {
        self.facts().judged(self.token.provider_evidence, requirement, now)
    }
}

/// A verified token whose caller's facts may have to be read.
pub(crate) struct CheckedToken {
    caller: Caller,
    token: VerifiedToken,
}

impl CheckedToken {
    /// Its requester, for the limits.
    pub(crate) fn requester(&self) -> Requester {
        Requester::of(&self.caller)
    }
}

/// The outcome of loading a token.
pub(crate) enum Loaded {
    /// A caller in an organization.
    Member(KnownCaller),
    /// A caller in no organization.
    NoOrganization(NoOrganization),
}

impl Loaded {
    fn of(token: VerifiedToken, facts: Result<Arc<CachedFacts>, NoOrganization>) -> Self {
        match facts {
            Err(why) => Self::NoOrganization(why),
            Ok(facts) => Self::Member(KnownCaller::new(token, facts)),
        }
    }
}

impl CallerCache {
    pub(crate) fn new(
        identity: Arc<dyn IdentityVerifier>,
        clock: Arc<dyn Clock>,
        store: Arc<dyn Store>,
        invalidation: Arc<Invalidation>,
    ) -> Self {
        let (tokens, facts) = (VerifiedTokens::new(identity), FactsCache::new(store, Arc::clone(&invalidation)));
        let (latest, is_ahead) = (AtomicI64::new(i64::MIN), AtomicBool::new(false));
        Self { clock, tokens, facts, invalidation, latest, is_ahead }
    }

    /// The present moment, never earlier than the one before: a clock that jumps back revives no expired evidence.
    pub(crate) fn now(&self) -> Timestamp {
        let now = self.clock.now().as_microsecond();
        let latest = self.latest.fetch_max(now, Ordering::AcqRel).max(now);
        Timestamp::from_microsecond(latest).unwrap_or(Timestamp::MAX)
    }

    /// Returns the caller of a token if both are cached and valid. Never blocks.
    pub(crate) fn get(&self, token: &str, now: Timestamp) -> Option<KnownCaller> {
        let moment = monotonic_now();
        let token = self.tokens.get(token, now, moment)?;
        let facts = self.facts.get(&token.key, moment)?;
        Some(KnownCaller { token, facts })
    }

    /// Verifies a token. Never blocks.
    pub(crate) fn verify(&self, token: &str, now: Timestamp) -> Result<Box<CheckedToken>> {
        let (caller, token) = self.tokens.verify(token, now)?;
        Ok(Box::new(CheckedToken { caller, token }))
    }

    /// Returns the caller of a verified token if the facts are cached, and caches the token. Never blocks.
    pub(crate) fn with_cached_facts(
        &self,
        token: &str,
        checked: Box<CheckedToken>,
    ) -> Result<KnownCaller, Box<CheckedToken>> {
        let Some(facts) = self.facts.get(&checked.token.key, monotonic_now()) else { return Err(checked) };
        let known = KnownCaller::new(checked.token, facts);
        self.tokens.insert(token, Arc::clone(&known.token));
        Ok(known)
    }

    /// Reads the facts about the caller of a verified token. Caches both. Blocks.
    pub(crate) fn read(
        &self,
        token: &str,
        checked: Box<CheckedToken>,
        request: Option<RequestId>,
        source: Option<String>,
        now: Timestamp,
    ) -> Result<Loaded> {
        let CheckedToken { caller, token: verified } = *checked;
        let actor = Actor { identity: Identity::Caller(caller.clone()), request, source };
        let facts = self.facts.read(&actor, &caller, Arc::clone(&verified.key), now)?;
        let loaded = Loaded::of(verified, facts);
        if let Loaded::Member(known) = &loaded {
            self.tokens.insert(token, Arc::clone(&known.token));
        }
        Ok(loaded)
    }

    /// Verifies a token and reads the facts about its caller; `None` if the organization is not one of `granted`. Caches both.
    /// Blocks.
    pub(crate) fn load_granted(
        &self,
        token: &str,
        request: Option<RequestId>,
        source: Option<String>,
        now: Timestamp,
        granted: &GrantedOrganizations,
    ) -> Result<Option<Loaded>> {
        // before anything is read or, by a token that joins, written there
        let checked = self.verify(token, now)?;
        if checked.token.key.organization.as_ref().is_some_and(|named| !granted.contains(named)) {
            return Ok(None);
        }
        let loaded = self.read(token, checked, request, source, now)?;
        Ok(Some(loaded).filter(|loaded| match loaded {
            Loaded::Member(known) => granted.contains(&known.facts().organization),
            Loaded::NoOrganization(_) => true,
        }))
    }

    /// Verifies a token and reads the facts about its caller without side effects: adds no member and caches nothing.
    pub(crate) fn peek(&self, token: &str, now: Timestamp) -> Result<Loaded> {
        let (caller, verified) = self.tokens.verify(token, now)?;
        let facts = self.facts.peek(&caller, Arc::clone(&verified.key))?;
        Ok(Loaded::of(verified, facts))
    }

    /// Rejects a login that was ended at the identity provider, however long ago. Blocks.
    pub(crate) fn require_login(&self, login: &Login) -> Result<()> {
        self.facts.require_login(login)
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
        self.facts.poll_changes()
    }
}

impl CallerLookUp for CallerCache {
    fn cached(&self, key: &CallerKey) -> Option<RequesterFacts> {
        self.facts.get(key, monotonic_now()).map(|facts| facts.for_limits())
    }

    fn read(&self, key: &CallerKey) -> Result<Option<RequesterFacts>> {
        Ok(self.facts.look_up(Arc::new(key.clone()))?.ok().map(|facts| facts.for_limits()))
    }

    fn has_found(&self, organization: &OrganizationId) -> bool {
        self.facts.has_found(organization)
    }
}

/// The time between polls: short enough within the bound that one poll may fail.
pub(crate) fn poll_interval(bound: Duration) -> Duration {
    (bound / 4).clamp(Duration::from_millis(50), Duration::from_millis(250))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU64;

    use portcullis_domain::testing::{FixedClock, MemoryStore, a_caller, an_organization, plain_fingerprint};
    use portcullis_domain::{AssuranceLevel, Authentication, Caller, Fingerprint, Role};

    use super::*;
    use crate::access::invalidation::CACHED;

    /// Accepts any name as a token, `NAME+mfa` with the identity provider's own MFA, and `NAME+rotated` while its keys
    /// change; they also change when the test says so.
    #[derive(Default)]
    struct Names(AtomicU64);

    impl IdentityVerifier for Names {
        fn verify(&self, token: &str, now: Timestamp) -> Result<Caller> {
            let (name, suffix) = token.split_once('+').unwrap_or((token, ""));
            let mut caller = a_caller(name).in_session("s1").build();
            if suffix == "mfa" {
                let authentication = caller.authentication;
                caller.authentication =
                    Authentication { level: Some(AssuranceLevel::Mfa), auth_time: Some(now), ..authentication };
            }
            if suffix == "rotated" {
                self.0.fetch_add(1, Ordering::SeqCst);
            }
            Ok(caller)
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

    fn a_cache() -> (Arc<Names>, CallerCache) {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::User).save(&*store).unwrap();
        let names = Arc::new(Names::default());
        let invalidation = Arc::new(Invalidation::new(Duration::from_hours(1)));
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        let cache = CallerCache::new(names.clone(), clock, store, invalidation);
        cache.poll_changes().unwrap();
        (names, cache)
    }

    fn load(cache: &CallerCache, token: &str) -> KnownCaller {
        let now = cache.now();
        let Ok(checked) = cache.verify(token, now) else { panic!("{token}") };
        match cache.read(token, checked, None, None, now) {
            Ok(Loaded::Member(known)) => known,
            _ => panic!("{token}"),
        }
    }

    #[test]
    fn cached_callers_expire_with_time_and_with_the_keys() {
        let (names, cache) = a_cache();
        let now = cache.now();
        assert!(cache.get("alice", now).is_none());
        let known = load(&cache, "alice");
        assert!(cache.get("alice", now).is_some());
        assert!(cache.get("bob", now).is_none());
        let moment = monotonic_now();
        let late = moment + CACHED + Duration::from_secs(1);
        for (moment, is_valid) in [(moment, true), (late, false)] {
            assert_eq!(cache.tokens.get("alice", now, moment).is_some(), is_valid);
            assert_eq!(cache.facts.get(&known.token.key, moment).is_some(), is_valid);
        }
        names.0.store(1, Ordering::SeqCst);
        assert!(cache.get("alice", now).is_none(), "the keys have changed");
        assert!(cache.facts.get(&known.token.key, moment).is_some(), "the facts have not");
    }

    #[test]
    fn token_verified_while_the_keys_change_is_not_valid() {
        let (_, cache) = a_cache();
        load(&cache, "alice+rotated");
        assert!(cache.get("alice+rotated", cache.now()).is_none());
    }

    #[test]
    fn provider_mfa_is_evidence_of_its_token_alone() {
        let (_, cache) = a_cache();
        for (token, evidence) in [("alice+mfa", 1), ("alice", 0), ("alice+mfa", 1)] {
            assert_eq!(load(&cache, token).evidence().count(), evidence, "{token}");
            assert_eq!(cache.get(token, cache.now()).unwrap().evidence().count(), evidence, "{token}, cached");
        }
    }

    #[test]
    fn polls_are_frequent_enough_that_one_may_fail() {
        for (bound, expected) in [(0, 50), (100, 50), (400, 100), (1_000, 250), (60_000, 250)] {
            assert_eq!(poll_interval(Duration::from_millis(bound)), Duration::from_millis(expected), "{bound} ms");
        }
    }
}
