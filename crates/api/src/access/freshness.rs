//! How old what is remembered may be: no decision outlives a change.
//!
//! What this process changes is noted before whoever asked for it has their answer. What others change is read from the
//! store, every so often; what was remembered counts only while the last such look is at most a bound old. Whoever reads
//! notes the epoch before they read: a change that is noted later makes what they read old, however late they keep it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use portcullis_domain::{Change, ChangeMark, ChangeSubscriber, OrganizationId, Result, Store, SubjectId};

/// How long anything is remembered, changed or not. Longer than a read takes, so that a mark is never forgotten before
/// what it makes old.
pub(super) const REMEMBERED: Duration = Duration::from_secs(30);

/// How long a mark is kept at least.
const KEPT: Duration = Duration::from_mins(1);

/// Which changes were noted, and when others' were last looked for.
#[derive(Debug)]
pub(crate) struct Freshness {
    begun: Instant,
    bound: Duration,
    /// The number of the last change.
    epoch: AtomicU64,
    /// Microseconds from the beginning to that of the last look that succeeded; 0 before the first.
    looked: AtomicU64,
    marks: RwLock<Marks>,
    mark: Mutex<Option<ChangeMark>>,
}

/// The newest change of each thing, those of the last while and those of the while before.
#[derive(Debug)]
struct Marks {
    young: Generation,
    old: Generation,
    begun: Instant,
    everything: u64,
}

#[derive(Debug, Default)]
struct Generation {
    organizations: HashMap<OrganizationId, OfOrganization>,
    subjects: HashMap<SubjectId, u64>,
    any_organization: u64,
}

#[derive(Debug, Default)]
struct OfOrganization {
    itself: u64,
    members: HashMap<SubjectId, u64>,
}

impl Freshness {
    /// Nothing was looked for yet. What others changed is honoured within `bound`.
    pub(crate) fn new(bound: Duration) -> Self {
        let begun = monotonic_now();
        let marks = Marks { young: Generation::default(), old: Generation::default(), begun, everything: 0 };
        Self {
            begun,
            bound,
            epoch: AtomicU64::new(1),
            looked: AtomicU64::new(0),
            marks: RwLock::new(marks),
            mark: Mutex::new(None),
        }
    }

    /// To be noted before something is read that will be remembered.
    pub(super) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    /// Whether what others changed was looked for lately enough for anything remembered to count.
    pub(super) fn is_current(&self, now: Instant) -> bool {
        let looked = self.looked.load(Ordering::Acquire);
        looked > 0 && now.duration_since(self.begun).saturating_sub(Duration::from_micros(looked)) <= self.bound
    }

    /// How long ago others' changes were looked for with success, if they ever were.
    pub(super) fn last_look(&self) -> Option<Duration> {
        let looked = self.looked.load(Ordering::Acquire);
        (looked > 0).then(|| self.begun.elapsed().saturating_sub(Duration::from_micros(looked)))
    }

    /// Whether a change after `epoch` was noted of this member: of themselves, or of their organization. If the
    /// organization is their only one and no token named it, a change of any of their memberships counts too, and of any
    /// organization.
    pub(super) fn changed_since(
        &self,
        epoch: u64,
        organization: &OrganizationId,
        subject: &SubjectId,
        named: bool,
    ) -> bool {
        let marks = self.marks.read().unwrap_or_else(PoisonError::into_inner);
        marks.everything > epoch
            || [&marks.young, &marks.old].into_iter().any(|marks| {
                marks.changed_since(epoch, organization, subject)
                    || (!named && marks.maybe_elsewhere_since(epoch, subject))
            })
    }

    /// Looks for what others changed. To be called from time to time, and by one at a time.
    pub(crate) fn follow(&self, store: &dyn Store) -> Result<()> {
        let mut mark = self.mark.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = monotonic_now();
        // begun anew if this fails: what answers after a fault may be a standby that lacks the newest of what was read
        let since = mark.take();
        let found = store.read(|tx| tx.changes().changes_since(since))?;
        for change in &found.changes {
            self.changed(change);
        }
        if since.is_none() {
            // what happened before the first look is not known
            self.changed(&Change::Everything);
        }
        *mark = Some(found.mark);
        let looked = begun.duration_since(self.begun).as_micros();
        self.looked.store(u64::try_from(looked).unwrap_or(u64::MAX).max(1), Ordering::Release);
        Ok(())
    }
}

impl ChangeSubscriber for Freshness {
    fn changed(&self, change: &Change) {
        let mut marks = self.marks.write().unwrap_or_else(PoisonError::into_inner);
        let now = monotonic_now();
        if now.duration_since(marks.begun) > KEPT {
            marks.old = std::mem::take(&mut marks.young);
            marks.begun = now;
        }
        // raised under the lock, and before it is let go: who sees the number finds the mark
        let epoch = self.epoch.fetch_add(1, Ordering::AcqRel) + 1;
        match change {
            Change::Everything => marks.everything = epoch,
            Change::Organization(id) => {
                marks.young.any_organization = epoch;
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

    fn maybe_elsewhere_since(&self, epoch: u64, subject: &SubjectId) -> bool {
        self.any_organization > epoch || self.subjects.get(subject).is_some_and(|changed| *changed > epoch)
    }
}

#[expect(clippy::disallowed_methods, reason = "how old what is remembered is: the wall clock may jump")]
pub(super) fn monotonic_now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> OrganizationId {
        OrganizationId::parse(name).unwrap()
    }

    fn subject(name: &str) -> SubjectId {
        SubjectId::parse(name).unwrap()
    }

    #[test]
    fn a_change_makes_old_what_was_read_before_it_and_nothing_else() {
        let freshness = Freshness::new(Duration::from_secs(1));
        let old = |epoch, organization: &str, name: &str, named| {
            freshness.changed_since(epoch, &id(organization), &subject(name), named)
        };
        let before = freshness.epoch();
        freshness.changed(&Change::Member(id("acme"), subject("alice")));
        assert!(old(before, "acme", "alice", true));
        assert!(!old(freshness.epoch(), "acme", "alice", true), "what is read after it is new");
        assert!(!old(before, "acme", "bob", true) && !old(before, "other", "alice", true));
        assert!(old(before, "other", "alice", false), "it may be their only organization no longer");
        let before = freshness.epoch();
        freshness.changed(&Change::Organization(id("acme")));
        assert!(old(before, "acme", "alice", true) && old(before, "acme", "bob", true));
        assert!(!old(before, "other", "bob", true));
        assert!(old(before, "other", "bob", false), "an organization may have come or gone");
        let before = freshness.epoch();
        freshness.changed(&Change::Everything);
        assert!(old(before, "other", "bob", true));
    }

    #[test]
    fn nothing_counts_before_the_first_look_and_after_the_bound() {
        let freshness = Freshness::new(Duration::from_millis(100));
        assert!(!freshness.is_current(monotonic_now()));
        let store = portcullis_domain::testing::MemoryStore::default();
        let before = freshness.epoch();
        freshness.follow(&store).unwrap();
        assert!(freshness.is_current(monotonic_now()));
        assert!(freshness.changed_since(before, &id("acme"), &subject("alice"), true), "what was before is not known");
        assert!(!freshness.is_current(monotonic_now() + Duration::from_millis(200)));
        store.fail_at_call(1);
        assert!(freshness.follow(&store).is_err());
        assert!(!freshness.is_current(monotonic_now() + Duration::from_millis(200)), "a look that failed is none");
        let before = freshness.epoch();
        freshness.follow(&store).unwrap();
        assert!(freshness.changed_since(before, &id("acme"), &subject("alice"), true), "another may answer now");
        let before = freshness.epoch();
        freshness.follow(&store).unwrap();
        assert!(!freshness.changed_since(before, &id("acme"), &subject("alice"), true));
    }
}
