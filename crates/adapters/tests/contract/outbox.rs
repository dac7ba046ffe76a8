//! Contract of `OutboxRepository`.

use std::thread;

use portcullis_domain::testing::{an_operator_of, an_organization};
use portcullis_domain::{
    Channel, Delivery, DeliveryKey, EmailAddress, Error, Event, GracePeriod, Lane, MailBody, MailPayload,
    OrganizationName, Result, Sealed, Store, record,
};

use crate::fixtures::{at, id, subject};

/// Saves `acme` with this many audit entries, to which deliveries refer.
fn entries(store: &dyn Store, count: u64) {
    entries_of(store, "acme", count);
}

fn entries_of(store: &dyn Store, organization: &str, count: u64) {
    an_organization(organization).save(store).unwrap();
    let created =
        Event::OrganizationCreated { name: OrganizationName::parse("acme").unwrap(), grace: GracePeriod::default() };
    let write = || {
        store.transaction(|tx| {
            let found = tx.organizations().lock(&id(organization))?.unwrap();
            record(tx, &an_operator_of(organization), &found, at(0), &created)
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
        lane: Lane::Notices,
        recipient: Some(subject("alice")),
        topic: None,
        channel: Channel::Mail(MailPayload {
            to: EmailAddress::parse("alice@example.com").unwrap(),
            subject: format!("acme: Ümlaut {sequence}"),
            body: MailBody::Plain("One line.\n\nAnd \"another\"; none' is lost.\n".into()),
        }),
        created_at: at(seconds),
        release_at: None,
        failures: 0,
    }
}

fn enqueue(store: &dyn Store, delivery: &Delivery) -> Result<()> {
    store.transaction(|tx| tx.outbox().enqueue(delivery))
}

/// Claims up to `limit` deliveries of the lane of notices for a minute, one at a time.
fn claim(store: &dyn Store, now: i64, limit: u32) -> Result<Vec<Delivery>> {
    store.transaction(|tx| {
        let mut claimed = Vec::new();
        for _ in 0..limit {
            claimed.extend(tx.outbox().claim(Lane::Notices, None, (at(now), at(now + 60)), 9)?);
        }
        Ok(claimed)
    })
}

fn claimed(store: &dyn Store, now: i64, limit: u32) -> Vec<u64> {
    let due = |lane| store.read(|tx| tx.outbox().is_due(lane, at(now))).unwrap();
    let (is_due, others_are) = (due(Lane::Notices), due(Lane::Urgent));
    let claimed: Vec<_> = claim(store, now, limit).unwrap().iter().map(|delivery| delivery.key.sequence).collect();
    assert!(!others_are && (limit == 0 || is_due != claimed.is_empty()), "{claimed:?}");
    claimed
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
        tx.outbox().claim(Lane::Notices, None, (at(500), at(900)), 9)?;
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

pub(crate) fn failed_delivery_is_rescheduled_and_sent_one_removed(store: &dyn Store) {
    entries(store, 2);
    let (first, second) = (a_delivery(1, 0), a_delivery(2, 0));
    enqueue(store, &first).unwrap();
    enqueue(store, &second).unwrap();
    assert_eq!(claimed(store, 0, 9), [1, 2]);
    let postpone = |delivery: &Delivery, failures, due| {
        let failed = Delivery { failures, ..delivery.clone() };
        store.transaction(|tx| tx.outbox().reschedule(&failed, at(due))).unwrap();
    };
    let remove = |delivery: &Delivery| store.transaction(|tx| tx.outbox().remove(&delivery.key)).unwrap();
    // before the claim ends, and after it
    postpone(&first, 1, 30);
    postpone(&second, 1, 90);
    assert!(claimed(store, 29, 9).is_empty());
    assert_eq!(claim(store, 30, 9).unwrap(), [Delivery { failures: 1, ..first.clone() }]);
    postpone(&first, 2, 80);
    assert_eq!(claim(store, 80, 9).unwrap(), [Delivery { failures: 2, ..first.clone() }]);
    remove(&first);
    assert_eq!(claim(store, 1000, 9).unwrap(), [Delivery { failures: 1, ..second.clone() }]);
    // removing or rescheduling a missing delivery is no error
    remove(&first);
    postpone(&first, 3, 0);
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

/// Enqueues a delivery of an organization in a lane, and returns it.
fn enqueued(store: &dyn Store, organization: &str, sequence: u64, lane: Lane, topic: Option<&str>) -> Delivery {
    let delivery = a_delivery(sequence, i64::try_from(sequence).unwrap());
    let key = DeliveryKey { organization: id(organization), ..delivery.key.clone() };
    let delivery = Delivery { key, lane, topic: topic.map(str::to_owned), ..delivery };
    enqueue(store, &delivery).unwrap();
    delivery
}

/// Claims once in a lane, after an organization's turn.
fn turn(store: &dyn Store, lane: Lane, after: Option<&str>, most: u32) -> Vec<Delivery> {
    let after = after.map(id);
    store.transaction(|tx| tx.outbox().claim(lane, after.as_ref(), (at(100), at(200)), most)).unwrap()
}

pub(crate) fn organizations_take_turns_in_each_lane(store: &dyn Store) {
    for organization in ["acme", "bolt", "core"] {
        entries_of(store, organization, 4);
    }
    for sequence in 1..=3 {
        enqueued(store, "acme", sequence, Lane::Urgent, None);
    }
    enqueued(store, "core", 1, Lane::Urgent, None);
    enqueued(store, "bolt", 1, Lane::Notices, None);
    let key = |found: &[Delivery]| {
        found.iter().map(|one| format!("{} {}", one.key.organization, one.key.sequence)).collect::<Vec<_>>()
    };
    let urgent = |after| key(&turn(store, Lane::Urgent, after, 9));
    assert_eq!(urgent(None), ["acme 1"]);
    assert_eq!(urgent(Some("acme")), ["core 1"], "bolt has nothing urgent");
    assert_eq!(urgent(Some("core")), ["acme 2"], "in a circle");
    assert_eq!(urgent(Some("acme")), ["acme 3"], "the only one left");
    assert!(urgent(Some("acme")).is_empty());
    assert_eq!(key(&turn(store, Lane::Notices, Some("core"), 9)), ["bolt 1"]);
}

pub(crate) fn alike_notices_are_claimed_together(store: &dyn Store) {
    entries(store, 12);
    let alike: Vec<_> =
        (1..=4).map(|sequence| enqueued(store, "acme", sequence, Lane::Urgent, Some("added"))).collect();
    enqueued(store, "acme", 5, Lane::Urgent, Some("removed"));
    enqueued(store, "acme", 6, Lane::Notices, Some("added"));
    enqueued(store, "acme", 7, Lane::Urgent, None);
    let bobs = Delivery {
        recipient: Some(subject("bob")),
        topic: Some("added".into()),
        lane: Lane::Urgent,
        ..a_delivery(8, 8)
    };
    enqueue(store, &bobs).unwrap();
    let elsewhere = Channel::Mail(MailPayload {
        to: EmailAddress::parse("former@example.com").unwrap(),
        subject: "acme".into(),
        body: MailBody::Plain(String::new()),
    });
    let former = Delivery { channel: elsewhere, topic: Some("added".into()), lane: Lane::Urgent, ..a_delivery(9, 9) };
    enqueue(store, &former).unwrap();
    let not_due = Delivery { topic: Some("added".into()), lane: Lane::Urgent, ..a_delivery(10, 101) };
    enqueue(store, &not_due).unwrap();
    assert_eq!(turn(store, Lane::Urgent, None, 3), alike[..3], "as many as asked for");
    assert_eq!(turn(store, Lane::Urgent, None, 3), alike[3..]);
    for sequence in [5, 7, 8, 9] {
        let found: Vec<_> = turn(store, Lane::Urgent, None, 9).iter().map(|one| one.key.sequence).collect();
        assert_eq!(found, [sequence]);
    }
    assert!(turn(store, Lane::Urgent, None, 9).is_empty());
}

pub(crate) fn release_time_is_stored(store: &dyn Store) {
    entries(store, 1);
    let delivery = enqueued(store, "acme", 1, Lane::Urgent, Some("added"));
    assert_eq!(turn(store, Lane::Urgent, None, 9), std::slice::from_ref(&delivery));
    let waits = Delivery { release_at: Some(at(90)), ..delivery };
    store.transaction(|tx| tx.outbox().reschedule(&waits, at(90))).unwrap();
    assert_eq!(turn(store, Lane::Urgent, None, 9), [waits]);
}
