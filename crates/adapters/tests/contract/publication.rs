//! Changes are published after the commit, and no cache keeps what was read before it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use portcullis_domain::testing::{an_operator_of, an_organization, the_organization};
use portcullis_domain::{Change, ChangeSubscriber, Error, Event, Result, Store, Transaction, record};

use crate::fixtures::id;

/// A cache of one fact: a change raises the epoch, and what was read in an earlier epoch is stale.
#[derive(Default)]
struct EnforcedCache {
    epoch: AtomicU64,
    cached: Mutex<Option<(u64, bool)>>,
    published: Mutex<Vec<Change>>,
}

impl EnforcedCache {
    fn subscribed_to(store: &dyn Store) -> Arc<Self> {
        let cache = Arc::new(Self::default());
        store.publisher().subscribe(cache.clone());
        cache
    }

    fn get(&self, store: &dyn Store) -> bool {
        let epoch = self.epoch.load(Ordering::SeqCst);
        let mut cached = self.cached.lock().unwrap();
        match *cached {
            Some((read_in, enforced)) if read_in == epoch => enforced,
            _ => cached.insert((epoch, the_organization(store, "acme").base_policy().enforced())).1,
        }
    }

    fn published(&self) -> usize {
        self.published.lock().unwrap().len()
    }
}

impl ChangeSubscriber for EnforcedCache {
    fn changed(&self, change: &Change) {
        self.published.lock().unwrap().push(change.clone());
        self.epoch.fetch_add(1, Ordering::SeqCst);
    }
}

fn enforce(tx: &mut dyn Transaction) -> Result<()> {
    let mut organization = tx.organizations().lock(&id("acme"))?.unwrap();
    let before = organization.base_policy().clone();
    let after = before.enforce(true, organization.created_at);
    organization = organization.with_policy(after.clone());
    tx.organizations().update(&organization)?;
    let event = Event::EnforcementSet { enforced: true, before, after };
    record(tx, &an_operator_of("acme"), &organization, organization.created_at, &event)
}

/// A reader between `record` and the commit caches the old facts. Published before the commit, the change would raise
/// the epoch too early, and they would stay.
pub(crate) fn read_before_the_commit_is_stale_after_it(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    let cache = EnforcedCache::subscribed_to(store);
    store
        .transaction(|tx| {
            enforce(tx)?;
            assert!(!cache.get(store), "the change is not committed yet");
            Ok(())
        })
        .unwrap();
    assert!(cache.get(store));
}

pub(crate) fn changes_are_published_once_per_commit(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    let cache = EnforcedCache::subscribed_to(store);
    let mut open = store.begin().unwrap();
    enforce(&mut *open).unwrap();
    assert_eq!(cache.published(), 0);
    open.commit().unwrap();
    assert_eq!(*cache.published.lock().unwrap(), [Change::Organization(id("acme"))]);
    store.transaction(enforce).unwrap();
    assert_eq!(cache.published(), 1, "MFA was enforced already");
}

pub(crate) fn rolled_back_changes_are_not_published(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    let cache = EnforcedCache::subscribed_to(store);
    let undone: Result<()> = store.transaction(|tx| {
        enforce(tx)?;
        Err(Error::internal("undone"))
    });
    assert!(undone.is_err());
    let mut open = store.begin().unwrap();
    enforce(&mut *open).unwrap();
    drop(open);
    assert_eq!(cache.published(), 0);
}
