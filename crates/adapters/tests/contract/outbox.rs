//! Contract of `OutboxRepository`.

use std::thread;

use portcullis_domain::testing::{an_operator_of, an_organization};
use portcullis_domain::{
    Channel, Delivery, DeliveryKey, EmailAddress, Error, Event, GracePeriod, MailBody, MailPayload, OrganizationName,
    Result, Sealed, Store, record,
};

use crate::fixtures::{at, id};

/// Saves `acme` with this many audit entries, to which deliveries refer.
fn entries(store: &dyn Store, count: u64) {
    an_organization("acme").save(store).unwrap();
    let created =
        Event::OrganizationCreated { name: OrganizationName::parse("acme").unwrap(), grace: GracePeriod::default() };
    let write = || {
        store.transaction(|tx| {
            let organization = tx.organizations().lock(&id("acme"))?.unwrap();
            record(tx, &an_operator_of("acme"), &organization, at(0), &created)
        })
    };
    for _ in 0..count {
        write().unwrap();
    }
}

/// A delivery about an audit entry, created `seconds` after [`NOW`](crate::fixtures::NOW).
fn a_delivery(sequence: u64, seconds: i64) -> Delivery {
    Delivery {
        key: DeliveryKey { organization: id("acme"), sequence, part: 0 },
        channel: Channel::Mail(MailPayload {
            to: EmailAddress::parse("alice@example.com").unwrap(),
            subject: format!("acme: Ümlaut {sequence}"),
            body: MailBody::Plain("One line.\n\nAnd \"another\"; none' is lost.\n".into()),
        }),
        created_at: at(seconds),
        failures: 0,
    }
}

fn enqueue(store: &dyn Store, delivery: &Delivery) -> Result<()> {
    store.transaction(|tx| tx.outbox().enqueue(delivery))
}

/// Claims deliveries for a minute.
fn claim(store: &dyn Store, now: i64, limit: u32) -> Result<Vec<Delivery>> {
    store.transaction(|tx| tx.outbox().claim(at(now), at(now + 60), limit))
}

fn claimed(store: &dyn Store, now: i64, limit: u32) -> Vec<u64> {
    claim(store, now, limit).unwrap().iter().map(|delivery| delivery.key.sequence).collect()
}

pub(crate) fn delivery_has_one_claimer_at_a_time(store: &dyn Store) {
    entries(store, 4);
    let delivery = a_delivery(1, 0);
    enqueue(store, &delivery).unwrap();
    assert!(enqueue(store, &delivery).is_err(), "delivery keys are unique");
    assert!(claimed(store, -1, 9).is_empty(), "not due before its creation");
    assert_eq!(claim(store, 0, 9).unwrap(), std::slice::from_ref(&delivery));
    assert!(claimed(store, 59, 9).is_empty());
    assert_eq!(claim(store, 60, 9).unwrap(), [delivery], "the claim has expired");

    for (sequence, seconds) in [(2, 7), (3, 5), (4, 6)] {
        enqueue(store, &a_delivery(sequence, seconds)).unwrap();
    }
    assert_eq!(claimed(store, 6, 1), [3], "the oldest first");
    assert!(claimed(store, 7, 0).is_empty());
    assert_eq!(claimed(store, 7, 9), [4, 2]);
    // a rolled back claim has no effect
    let undone: Result<()> = store.transaction(|tx| {
        tx.outbox().claim(at(500), at(900), 9)?;
        Err(Error::internal("undone"))
    });
    assert!(undone.is_err());
    assert_eq!(claimed(store, 500, 9), [3, 2, 4, 1]);
}

pub(crate) fn concurrent_claims_take_each_delivery_once(store: &dyn Store) {
    const DELIVERIES: u64 = 20;
    const TRIES: u32 = 20;
    entries(store, DELIVERIES);
    for sequence in 1..=DELIVERIES {
        enqueue(store, &a_delivery(sequence, 0)).unwrap();
    }
    let claim_with_retries = || {
        for _ in 0..TRIES {
            match claim(store, 1, 3) {
                Err(Error::Stale(_) | Error::Unavailable(_)) => {}
                settled => return settled.unwrap(),
            }
        }
        panic!("no turn in {TRIES} tries");
    };
    let mut all: Vec<_> = thread::scope(|scope| {
        let claimers: Vec<_> =
            (0..8).map(|_| scope.spawn(|| (0..4).flat_map(|_| claim_with_retries()).collect::<Vec<_>>())).collect();
        claimers.into_iter().flat_map(|claimer| claimer.join().unwrap()).map(|delivery| delivery.key.sequence).collect()
    });
    assert!(!all.is_empty(), "nothing was claimed");
    // a claimer that only saw rows of another returns fewer; the rest is still due
    all.extend(claimed(store, 1, 20));
    all.sort_unstable();
    assert_eq!(all, (1..=DELIVERIES).collect::<Vec<_>>());
}

pub(crate) fn failed_delivery_is_postponed_and_sent_one_removed(store: &dyn Store) {
    entries(store, 2);
    let (first, second) = (a_delivery(1, 0), a_delivery(2, 0));
    enqueue(store, &first).unwrap();
    enqueue(store, &second).unwrap();
    assert_eq!(claimed(store, 0, 9), [1, 2]);
    let postpone =
        |delivery: &Delivery, due| store.transaction(|tx| tx.outbox().postpone(&delivery.key, at(due))).unwrap();
    let remove = |delivery: &Delivery| store.transaction(|tx| tx.outbox().remove(&delivery.key)).unwrap();
    // before the claim ends, and after it
    postpone(&first, 30);
    postpone(&second, 90);
    assert!(claimed(store, 29, 9).is_empty());
    assert_eq!(claim(store, 30, 9).unwrap(), [Delivery { failures: 1, ..first.clone() }]);
    postpone(&first, 80);
    assert_eq!(claim(store, 80, 9).unwrap(), [Delivery { failures: 2, ..first.clone() }]);
    remove(&first);
    assert_eq!(claim(store, 1000, 9).unwrap(), [Delivery { failures: 1, ..second.clone() }]);
    // removing or postponing a missing delivery is no error
    remove(&first);
    postpone(&first, 0);
    remove(&second);
    assert!(claimed(store, 9000, 9).is_empty());
}

pub(crate) fn sealed_body_reads_back_sealed(store: &dyn Store) {
    entries(store, 1);
    let sealed = Sealed { key_id: "key".into(), bytes: vec![0, 255, 7] };
    let mut delivery = a_delivery(1, 0);
    let Channel::Mail(mail) = &mut delivery.channel;
    mail.body = MailBody::Sealed { sealed, expires_at: at(600) };
    enqueue(store, &delivery).unwrap();
    assert_eq!(claim(store, 30, 9).unwrap(), [delivery]);
}
