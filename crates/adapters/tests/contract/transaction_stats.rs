//! Counters of committed changes and audit entries.

use portcullis_adapters::database::DieselStore;
use portcullis_domain::testing::{FixedClock, a_caller, an_organization};
use portcullis_domain::{
    AddressSource, EnforceMfa, Error, MemberDetails, MemberKind, Membership, Result, Role, StepUpRule, Store,
    Transaction,
};
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

use crate::fixtures::{at, id, subject, totp};

/// A write in a transaction.
type Write<'a> = dyn Fn(&mut dyn Transaction) -> Result<()> + 'a;

/// Reads the counters, sorted by name and labels.
fn counts(store: &DieselStore) -> Vec<(String, u64)> {
    let mut registry = Registry::default();
    store.register(&mut registry);
    let mut text = String::new();
    encode(&mut text, &registry).unwrap();
    let names = ["portcullis_changes_total", "portcullis_recorded_changes_total", "portcullis_audit_entries_total"];
    let lines = text.lines().filter(|line| names.iter().any(|name| line.starts_with(name)));
    let counts = lines.map(|line| line.rsplit_once(' ').unwrap());
    let mut counts: Vec<_> = counts.map(|(name, count)| (name.to_owned(), count.parse().unwrap())).collect();
    counts.sort();
    counts
}

fn counters(changes: u64, recorded: u64, [effective, same, refused]: [u64; 3]) -> Vec<(String, u64)> {
    let mut expected = vec![
        ("portcullis_changes_total".to_owned(), changes),
        ("portcullis_recorded_changes_total".to_owned(), recorded),
        ("portcullis_audit_entries_total{outcome=\"changed\"}".to_owned(), effective),
        ("portcullis_audit_entries_total{outcome=\"unchanged\"}".to_owned(), same),
        ("portcullis_audit_entries_total{outcome=\"refused\"}".to_owned(), refused),
    ];
    expected.sort();
    expected
}

fn changes_and_audit_entries_are_counted(store: &std::sync::Arc<DieselStore>) {
    // the builder writes without audit entries, which the difference reveals
    an_organization("acme").with_member("alice", Role::Owner).with_member("bob", Role::User).save(&**store).unwrap();
    let unrecorded = counts(store).iter().find(|(name, _)| name == "portcullis_changes_total").unwrap().1;
    assert!(unrecorded > 0);
    assert_eq!(counts(store), counters(unrecorded, 0, [0, 0, 0]));

    let clock = std::sync::Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
    let enforce = EnforceMfa { store: store.clone(), clock, step_up: StepUpRule::Off };
    enforce.execute(&a_caller("alice").of("acme").acting(), true).unwrap();
    assert_eq!(counts(store), counters(unrecorded + 1, 1, [1, 0, 0]));
    enforce.execute(&a_caller("alice").of("acme").acting(), true).unwrap();
    assert_eq!(counts(store), counters(unrecorded + 1, 1, [1, 1, 0]));
    enforce.execute(&a_caller("bob").of("acme").acting(), true).unwrap_err();
    assert_eq!(counts(store), counters(unrecorded + 1, 1, [1, 1, 1]));

    let through: &dyn Store = &**store;
    // every write to an audited table
    let (acme, carol) = (id("acme"), subject("carol"));
    let details = MemberDetails {
        subject: carol.clone(),
        email: None,
        address_source: AddressSource::Given,
        role: Role::User,
        kind: MemberKind::Person,
    };
    let member = Membership::new(details, at(0)).unwrap();
    let password = totp(1);
    let writes: [&Write<'_>; 5] = [
        &|tx| tx.memberships().insert(&acme, &member),
        &|tx| tx.memberships().update(&acme, &member),
        &|tx| tx.authenticators().insert(&acme, &carol, &password),
        &|tx| tx.authenticators().update(&acme, &carol, &password),
        &|tx| tx.authenticators().delete(&acme, &carol, password.id),
    ];
    for (before, write) in (unrecorded + 1..).zip(writes) {
        assert_eq!(counts(store), counters(before, 1, [1, 1, 1]));
        through.transaction(write).unwrap();
        assert_eq!(counts(store), counters(before + 1, 1, [1, 1, 1]));
    }
    let unrecorded = unrecorded + 5;
    // deleting a missing row is not counted
    through.transaction(writes[4]).unwrap();
    assert_eq!(counts(store), counters(unrecorded + 1, 1, [1, 1, 1]));

    // a rolled back write is not counted
    let undone = through.transaction(|tx| {
        let mut organization = tx.organizations().lock(&id("acme"))?.unwrap();
        organization.deleted_at = None;
        tx.organizations().update(&organization)?;
        Err::<(), _>(Error::internal("no"))
    });
    undone.unwrap_err();
    assert_eq!(counts(store), counters(unrecorded + 1, 1, [1, 1, 1]));
}

#[cfg(feature = "sqlite")]
#[test]
fn changes_are_counted_on_sqlite() {
    changes_and_audit_entries_are_counted(&crate::fixtures::databases::Sqlite::new().store);
}

#[cfg(feature = "postgres")]
#[test]
fn changes_are_counted_on_postgres() {
    changes_and_audit_entries_are_counted(&crate::fixtures::databases::Postgres::new().store);
}
