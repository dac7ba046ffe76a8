//! Contract of `Store` and `Transaction`.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use portcullis_domain::testing::{
    a_caller, an_operator_of, an_organization, the_audit_log_of, the_audit_records_of, the_organization,
};
use portcullis_domain::{
    Error, OrganizationName, Permission, Result, Role, StepUpRule, Store, Transaction, authorized_write, record,
};

use crate::fixtures::{id, organization_created};

/// Renames the organization and records an event.
fn change(tx: &mut dyn Transaction, name: &str) -> Result<()> {
    let mut organization = tx.organizations().lock(&id("acme"))?.unwrap();
    organization.name = OrganizationName::parse(name)?;
    tx.organizations().update(&organization)?;
    record(tx, &an_operator_of("acme"), &organization, organization.created_at, &organization_created())
}

fn assert_untouched(store: &dyn Store) {
    assert_eq!(the_organization(store, "acme").name.as_str(), "acme");
    assert!(the_audit_log_of(store, "acme").is_empty());
    // the store still works
    store.transaction(|tx| change(tx, "renamed")).unwrap();
    assert_eq!(the_organization(store, "acme").name.as_str(), "renamed");
}

pub(crate) fn error_rolls_back_the_transaction(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    let refused: Result<()> = store.transaction(|tx| {
        change(tx, "other")?;
        Err(Error::Forbidden(Permission::EnforcePolicy))
    });
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    assert_untouched(store);
}

pub(crate) fn dropping_a_transaction_rolls_it_back(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    let mut transaction = store.begin().unwrap();
    change(&mut *transaction, "other").unwrap();
    drop(transaction);
    assert_untouched(store);
}

/// F-30: a panic in a handler rolls its transaction back and returns the connection.
pub(crate) fn panic_rolls_back_and_returns_the_connection(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    // more often than the pool has connections
    for _ in 0..10 {
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            store.transaction(|tx| -> Result<()> {
                change(tx, "other")?;
                panic!("a defect")
            })
        }));
        assert!(panicked.is_err());
    }
    assert_untouched(store);
}

pub(crate) fn read_transaction_sees_commits_and_cannot_write(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    let mut organization = store.read(|tx| tx.organizations().find(&id("acme"))).unwrap().unwrap();
    organization.name = OrganizationName::parse("other").unwrap();
    let written = store.read(|tx| tx.organizations().update(&organization));
    assert!(written.is_err(), "{written:?}");
    assert_untouched(store);
}

pub(crate) fn writers_of_one_organization_are_serialized(store: &dyn Store) {
    assert_writers_are_serialized(&[store]);
}

/// Spreads writers over these stores, which share one database.
pub(crate) fn assert_writers_are_serialized(stores: &[&dyn Store]) {
    const WRITERS: u64 = 8;
    const CHANGES: u64 = 10;
    let store = stores[0];
    an_organization("acme").save(store).unwrap();
    thread::scope(|scope| {
        for (writer, store) in (0..WRITERS).zip(stores.iter().cycle()) {
            scope.spawn(move || {
                for _ in 0..CHANGES {
                    store.transaction(|tx| change(tx, &format!("writer {writer}"))).unwrap();
                }
            });
        }
    });
    assert_eq!(the_organization(store, "acme").version, 1 + WRITERS * CHANGES);
    let numbers: Vec<_> = the_audit_records_of(store, "acme").iter().map(|one| one.sequence).collect();
    assert_eq!(numbers, (1..=WRITERS * CHANGES).collect::<Vec<_>>());
}

pub(crate) fn demotion_committed_during_the_wait_counts(store: &dyn Store) {
    an_organization("acme").with_member("alice", Role::Owner).with_member("bob", Role::Owner).save(store).unwrap();
    let alice = a_caller("alice").of("acme").acting();
    let subject = portcullis_domain::SubjectId::parse("alice").unwrap();

    let mut demotion = store.begin().unwrap();
    demotion.organizations().lock(&id("acme")).unwrap();
    let mut membership = demotion.memberships().find(&id("acme"), &subject).unwrap().unwrap();
    membership.role = Role::User;
    demotion.memberships().update(&id("acme"), &membership).unwrap();

    thread::scope(|scope| {
        let (done, outcome) = mpsc::channel();
        scope.spawn(move || {
            let guarded = Permission::EnforcePolicy.guarded_by(StepUpRule::Off);
            let outcome = authorized_write(store, Timestamp::UNIX_EPOCH, &alice, guarded, |_, _| Ok(()));
            done.send(outcome).unwrap();
        });
        // waits for the uncommitted demotion
        let early = outcome.recv_timeout(Duration::from_millis(200));
        assert!(early.is_err(), "did not wait: {early:?}");
        demotion.commit().unwrap();
        let late = outcome.recv_timeout(Duration::from_secs(5)).unwrap();
        assert!(matches!(late, Err(Error::Forbidden(Permission::EnforcePolicy))), "{late:?}");
    });
}

pub(crate) fn concurrent_refusals_leave_one_entry(store: &dyn Store) {
    an_organization("acme").with_member("bob", Role::User).save(store).unwrap();
    let bob = a_caller("bob").of("acme").acting();
    let now = Timestamp::UNIX_EPOCH;
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let guarded = Permission::EnforcePolicy.guarded_by(StepUpRule::Off);
                let refused = authorized_write(store, now, &bob, guarded, |_, _| Ok(()));
                assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
            });
        }
    });
    assert_eq!(the_audit_log_of(store, "acme"), ["policy.enforce refused"]);
}

pub(crate) fn read_does_not_wait_for_a_writer(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    let mut writer = store.begin().unwrap();
    change(&mut *writer, "other").unwrap();
    assert_eq!(the_organization(store, "acme").name.as_str(), "acme");
    writer.commit().unwrap();
    assert_eq!(the_organization(store, "acme").name.as_str(), "other");
}

pub(crate) fn migrated_store_is_ready(store: &dyn Store) {
    store.ready().unwrap();
}
