//! Publishes committed changes to the caches of this process.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use super::Change;
use crate::Error;

/// A cache that must drop what it read before a change.
pub trait ChangeSubscriber: Send + Sync {
    /// Invalidates what this change makes stale. Also called when the outcome of the commit is unknown.
    fn changed(&self, change: &Change);

    /// Notes that a write failed without which the request was answered all the same; a later one tries it again.
    fn dropped(&self, _cause: &Error) {}
}

/// The changes that a transaction has recorded so far. [`record`](crate::use_cases::record::record()) adds to it.
#[derive(Debug, Default)]
pub struct ChangeSet(Vec<Change>);

impl ChangeSet {
    pub(crate) fn add(&mut self, change: Change) {
        self.0.push(change);
    }

    /// Returns the changes and leaves the set empty.
    pub(super) fn take(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.0)
    }
}

/// The subscribers of a store. Each store owns one publisher.
#[derive(Default)]
pub struct ChangePublisher(RwLock<Vec<Arc<dyn ChangeSubscriber>>>);

impl ChangePublisher {
    /// Calls `subscriber` for each change that is committed from now on, before the caller of the transaction gets its
    /// result.
    pub fn subscribe(&self, subscriber: Arc<dyn ChangeSubscriber>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).push(subscriber);
    }

    /// Tells the subscribers of a write that failed, and on which no answer depends.
    pub(crate) fn report_dropped(&self, cause: &Error) {
        let subscribers = self.0.read().unwrap_or_else(PoisonError::into_inner);
        subscribers.iter().for_each(|subscriber| subscriber.dropped(cause));
    }

    pub(super) fn publish(&self, changes: &[Change]) {
        let subscribers = self.0.read().unwrap_or_else(PoisonError::into_inner);
        for subscriber in &*subscribers {
            for change in changes {
                subscriber.changed(change);
            }
        }
    }
}

impl fmt::Debug for ChangePublisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangePublisher").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::Result;
    use crate::model::access::StepUpRule;
    use crate::model::identity::OrganizationId;
    use crate::model::membership::Role;
    use crate::ports::Store;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::use_cases::policy::EnforceMfa;

    #[derive(Default)]
    struct Published(Mutex<Vec<Change>>);

    impl ChangeSubscriber for Published {
        fn changed(&self, change: &Change) {
            self.0.lock().unwrap().push(change.clone());
        }
    }

    #[test]
    fn only_changes_and_commits_of_unknown_outcome_are_published() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).with_member("bob", Role::User).save(&*store)?;
        let published = Arc::new(Published::default());
        store.publisher().subscribe(published.clone());
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        let enforce = EnforceMfa { store: store.clone(), clock, step_up: StepUpRule::Off };
        let alice = a_caller("alice").acting();
        assert!(enforce.execute(&a_caller("bob").acting(), true).is_err());
        assert!(published.0.lock().unwrap().is_empty());
        enforce.execute(&alice, true)?;
        enforce.execute(&alice, true)?;
        let acme = Change::Organization(OrganizationId::parse("acme")?);
        assert_eq!(*published.0.lock().unwrap(), [acme]);
        // a failed commit may have succeeded in the store; it is the last of all calls
        for nth in 1.. {
            store.fail_at_call(nth);
            let outcome = enforce.execute(&alice, false);
            if store.never_failed() {
                break;
            }
            assert!(outcome.is_err());
        }
        // once for the commit of unknown outcome, once for the one that succeeded
        assert_eq!(published.0.lock().unwrap().len(), 3);
        Ok(())
    }
}
