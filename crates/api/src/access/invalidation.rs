//! Invalidates cached callers: no decision outlives a change.
//!
//! A change made by this process is recorded before its request is answered. Changes made by other processes are polled
//! from the store; cached facts are used only while the last successful poll is at most `bound` old. Facts are cached
//! under the epoch before they were read: a change recorded later invalidates them, however late they are cached.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use portcullis_domain::{
    CallerKey, Change, ChangeMark, ChangeSubscriber, Digest, Login, Logouts, OrganizationId, Result, Store, SubjectId,
};

/// The time for which facts are cached, changed or not. Longer than a read takes, so that no mark is dropped before the
/// facts that it invalidates.
pub(super) const CACHED: Duration = Duration::from_secs(30);

/// The least time for which a mark is kept.
const KEPT: Duration = Duration::from_mins(1);

/// The recorded changes, and the time of the last poll.
#[derive(Debug)]
pub(crate) struct Invalidation {
    started: Instant,
    bound: Duration,
    /// The number of the last change.
    epoch: AtomicU64,
    /// Microseconds from `started` to the beginning of the last successful poll; 0 before the first.
    polled: AtomicU64,
    marks: RwLock<Marks>,
    mark: Mutex<Option<ChangeMark>>,
}

/// The newest change of each organization and member, in two generations.
#[derive(Debug)]
struct Marks {
    young: Generation,
    old: Generation,
    begun: Instant,
    everything: u64,
}

#[derive(Debug, Default)]
struct Generation {
    organizations: HashMap<OrganizationId, OrganizationMarks>,
    subjects: HashMap<SubjectId, u64>,
    /// The newest change of where members may act, through the existence of an organization.
    any_put: u64,
    logouts: HashMap<Digest, LogoutMark>,
}

/// The newest logout of a session or a subject.
#[derive(Debug, Clone, Copy)]
struct LogoutMark {
    epoch: u64,
    at: Timestamp,
}

#[derive(Debug, Default)]
struct OrganizationMarks {
    itself: u64,
    members: HashMap<SubjectId, u64>,
}

impl Invalidation {
    /// Before the first poll. Changes by other processes take effect within `bound`.
    pub(crate) fn new(bound: Duration) -> Self {
        let started = monotonic_now();
        let marks = Marks { young: Generation::default(), old: Generation::default(), begun: started, everything: 0 };
        Self {
            started,
            bound,
            epoch: AtomicU64::new(1),
            polled: AtomicU64::new(0),
            marks: RwLock::new(marks),
            mark: Mutex::new(None),
        }
    }

    /// The present epoch; read it before reading facts to be cached.
    pub(super) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    /// Whether the last successful poll is recent enough for cached facts to be used.
    pub(super) fn is_current(&self, now: Instant) -> bool {
        let polled = self.polled.load(Ordering::Acquire);
        polled > 0 && now.duration_since(self.started).saturating_sub(Duration::from_micros(polled)) <= self.bound
    }

    /// The age of the last successful poll, if there was one.
    pub(super) fn last_poll_age(&self) -> Option<Duration> {
        let polled = self.polled.load(Ordering::Acquire);
        (polled > 0).then(|| self.started.elapsed().saturating_sub(Duration::from_micros(polled)))
    }

    /// Whether a change of this member, or of the organization, was recorded after `epoch`. If no token named the
    /// organization because it is the member's only one, changes of their other memberships count, too, and
    /// organizations that were created, restored or ended. A policy decides nothing elsewhere.
    pub(super) fn changed_since(&self, epoch: u64, organization: &OrganizationId, key: &CallerKey) -> bool {
        let (subject, named) = (&key.subject, key.organization.is_some());
        let marks = self.marks.read().unwrap_or_else(PoisonError::into_inner);
        marks.everything > epoch
            || [&marks.young, &marks.old].into_iter().any(|marks| {
                marks.changed_since(epoch, organization, subject)
                    || (!named && marks.elsewhere_since(epoch, subject))
                    || key
                        .logout_keys
                        .all()
                        .any(|digest| marks.logouts.get(digest).is_some_and(|mark| mark.epoch > epoch))
            })
    }

    /// Whether a recent logout at the identity provider has ended this login. Earlier ones are found in the store.
    pub(crate) fn is_logged_out(&self, login: &Login) -> bool {
        let marks = self.marks.read().unwrap_or_else(PoisonError::into_inner);
        let last = |digests: &[Digest]| {
            let generations = [&marks.young, &marks.old].into_iter();
            generations
                .flat_map(|marks| digests.iter().filter_map(|digest| marks.logouts.get(digest)))
                .map(|mark| mark.at)
                .max()
        };
        login.is_ended_by(&Logouts { session: last(&login.keys.session), subject: last(&login.keys.subject) })
    }

    /// Reads the changes by other processes. Called periodically, by one thread.
    pub(super) fn poll(&self, store: &dyn Store) -> Result<()> {
        let mut mark = self.mark.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = monotonic_now();
        // starts over if this fails: after a fault a standby may answer that lacks the newest changes
        let since = mark.take();
        let found = store.reserved_read(|tx| tx.changes().changes_since(since))?;
        for change in &found.changes {
            self.changed(change);
        }
        if since.is_none() {
            // changes before the first poll are unknown
            self.changed(&Change::Everything);
        }
        *mark = Some(found.mark);
        let polled = begun.duration_since(self.started).as_micros();
        self.polled.store(u64::try_from(polled).unwrap_or(u64::MAX).max(1), Ordering::Release);
        Ok(())
    }
}

impl ChangeSubscriber for Invalidation {
    fn changed(&self, change: &Change) {
        let mut marks = self.marks.write().unwrap_or_else(PoisonError::into_inner);
        let now = monotonic_now();
        if now.duration_since(marks.begun) > KEPT {
            marks.old = std::mem::take(&mut marks.young);
            marks.begun = now;
        }
        // raised while the lock is held: a reader that sees the number finds the mark
        let epoch = self.epoch.fetch_add(1, Ordering::AcqRel) + 1;
        match change {
            Change::Everything => marks.everything = epoch,
            Change::Logout(digest, at) => {
                let mark = marks.young.logouts.entry(*digest).or_insert(LogoutMark { epoch, at: *at });
                *mark = LogoutMark { epoch, at: mark.at.max(*at) };
            }
            Change::Organization(id) => marks.young.organizations.entry(id.clone()).or_default().itself = epoch,
            Change::OrganizationPut(id) => {
                marks.young.any_put = epoch;
                marks.young.organizations.entry(id.clone()).or_default().itself = epoch;
            }
            Change::Member(id, subject) => {
                marks.young.subjects.insert(subject.clone(), epoch);
                let organization = marks.young.organizations.entry(id.clone()).or_default();
                organization.members.insert(subject.clone(), epoch);
            }
        }
    }
}

impl Generation {
    fn changed_since(&self, epoch: u64, organization: &OrganizationId, subject: &SubjectId) -> bool {
        self.organizations.get(organization).is_some_and(|marks| {
            marks.itself > epoch || marks.members.get(subject).is_some_and(|changed| *changed > epoch)
        })
    }

    fn elsewhere_since(&self, epoch: u64, subject: &SubjectId) -> bool {
        self.any_put > epoch || self.subjects.get(subject).is_some_and(|changed| *changed > epoch)
    }
}

#[expect(clippy::disallowed_methods, reason = "measures the age of cached facts; the wall clock may jump")]
pub(super) fn monotonic_now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use portcullis_domain::Sealer;
    use portcullis_domain::testing::{PlainSealer, a_caller};

    use super::*;

    fn id(name: &str) -> OrganizationId {
        OrganizationId::parse(name).unwrap()
    }

    fn subject(name: &str) -> SubjectId {
        SubjectId::parse(name).unwrap()
    }

    /// The key of a caller, whose token names an organization or none.
    fn key(name: &str, named: bool) -> CallerKey {
        let caller = a_caller(name).in_session("s1");
        CallerKey::from(&if named { caller.of("acme") } else { caller }.build())
    }

    #[test]
    fn a_change_invalidates_what_was_read_before_it_alone() {
        let invalidation = Invalidation::new(Duration::from_secs(1));
        let changed = |epoch, organization: &str, name: &str, named| {
            invalidation.changed_since(epoch, &id(organization), &key(name, named))
        };
        let before = invalidation.epoch();
        invalidation.changed(&Change::Member(id("acme"), subject("alice")));
        assert!(changed(before, "acme", "alice", true));
        assert!(!changed(invalidation.epoch(), "acme", "alice", true), "read after the change");
        assert!(!changed(before, "acme", "bob", true) && !changed(before, "other", "alice", true));
        assert!(changed(before, "other", "alice", false), "it may no longer be the one that they mean");
        let before = invalidation.epoch();
        invalidation.changed(&Change::Organization(id("acme")));
        assert!(changed(before, "acme", "alice", true) && changed(before, "acme", "bob", true));
        assert!(!changed(before, "other", "bob", true) && !changed(before, "other", "bob", false), "a policy");
        let before = invalidation.epoch();
        invalidation.changed(&Change::OrganizationPut(id("acme")));
        assert!(changed(before, "acme", "bob", true) && !changed(before, "other", "bob", true));
        assert!(changed(before, "other", "bob", false), "they may have become a member of two organizations again");
        let before = invalidation.epoch();
        invalidation.changed(&Change::Everything);
        assert!(changed(before, "other", "bob", true));
    }

    #[test]
    fn logout_invalidates_its_session_or_subject_alone() {
        let invalidation = Invalidation::new(Duration::from_secs(1));
        let at = |second| Timestamp::from_second(second).unwrap();
        let login =
            |session: &str, second| a_caller("alice").in_session(session).logged_in_at(at(second)).build().login;
        let sealer: &dyn Sealer = &PlainSealer;
        let keys = sealer.logout_keys(&subject("alice"), Some("s1")).unwrap();
        let before = invalidation.epoch();
        invalidation.changed(&Change::Logout(keys.session[0], at(10)));
        assert!(invalidation.changed_since(before, &id("acme"), &key("alice", true)));
        assert!(invalidation.changed_since(before, &id("acme"), &key("bob", true)), "in the same session");
        assert!(!invalidation.changed_since(invalidation.epoch(), &id("acme"), &key("alice", true)));
        assert!(invalidation.is_logged_out(&login("s1", 99)) && !invalidation.is_logged_out(&login("s2", 5)));
        let before = invalidation.epoch();
        invalidation.changed(&Change::Logout(keys.subject[0], at(10)));
        assert!(invalidation.changed_since(before, &id("acme"), &key("alice", false)));
        assert!(!invalidation.changed_since(before, &id("acme"), &key("bob", false)));
        assert!(invalidation.is_logged_out(&login("s2", 10)) && !invalidation.is_logged_out(&login("s2", 11)));
        // an older one that is heard of later hides none
        invalidation.changed(&Change::Logout(keys.subject[0], at(7)));
        assert!(invalidation.is_logged_out(&login("s2", 10)));
    }

    #[test]
    fn cache_is_off_before_the_first_poll_and_after_the_bound() {
        let invalidation = Invalidation::new(Duration::from_millis(100));
        assert!(!invalidation.is_current(monotonic_now()));
        let store = portcullis_domain::testing::MemoryStore::default();
        let before = invalidation.epoch();
        invalidation.poll(&store).unwrap();
        assert!(invalidation.is_current(monotonic_now()));
        assert!(
            invalidation.changed_since(before, &id("acme"), &key("alice", true)),
            "changes before the first poll are unknown"
        );
        assert!(!invalidation.is_current(monotonic_now() + Duration::from_millis(200)));
        store.fail_at_call(1);
        assert!(invalidation.poll(&store).is_err());
        assert!(!invalidation.is_current(monotonic_now() + Duration::from_millis(200)), "a failed poll does not count");
        let before = invalidation.epoch();
        invalidation.poll(&store).unwrap();
        assert!(invalidation.changed_since(before, &id("acme"), &key("alice", true)), "another server may answer now");
        let before = invalidation.epoch();
        invalidation.poll(&store).unwrap();
        assert!(!invalidation.changed_since(before, &id("acme"), &key("alice", true)));
    }
}
