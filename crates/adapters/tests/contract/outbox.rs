//! Contract of `OutboxRepository`.

use std::thread;

use portcullis_domain::testing::{an_operator_of, an_organization};
use portcullis_domain::{
    EmailAddress, Error, Event, GracePeriod, Message, MessageKey, OrganizationName, Result, Sealed, Store, Text, record,
};

use crate::fixtures::{at, id};

/// Saves `acme` with this many audit entries, to which messages refer.
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

/// A message about an audit entry, created `seconds` after [`NOW`](crate::fixtures::NOW).
fn a_message(sequence: u64, seconds: i64) -> Message {
    Message {
        key: MessageKey { organization: id("acme"), sequence, part: 0 },
        to: EmailAddress::parse("alice@example.com").unwrap(),
        subject: format!("acme: Ümlaut {sequence}"),
        text: Text::Plain("One line.\n\nAnd \"another\"; none' is lost.\n".into()),
        created_at: at(seconds),
        failures: 0,
    }
}

fn enqueue(store: &dyn Store, message: &Message) -> Result<()> {
    store.transaction(|tx| tx.outbox().enqueue(message))
}

/// Claims messages for a minute.
fn claim(store: &dyn Store, now: i64, limit: u32) -> Result<Vec<Message>> {
    store.transaction(|tx| tx.outbox().claim(at(now), at(now + 60), limit))
}

fn claimed(store: &dyn Store, now: i64, limit: u32) -> Vec<u64> {
    claim(store, now, limit).unwrap().iter().map(|message| message.key.sequence).collect()
}

pub(crate) fn message_has_one_claimer_at_a_time(store: &dyn Store) {
    entries(store, 4);
    let message = a_message(1, 0);
    enqueue(store, &message).unwrap();
    assert!(enqueue(store, &message).is_err(), "message keys are unique");
    assert!(claimed(store, -1, 9).is_empty(), "not due before its creation");
    assert_eq!(claim(store, 0, 9).unwrap(), std::slice::from_ref(&message));
    assert!(claimed(store, 59, 9).is_empty());
    assert_eq!(claim(store, 60, 9).unwrap(), [message], "the claim has expired");

    for (sequence, seconds) in [(2, 7), (3, 5), (4, 6)] {
        enqueue(store, &a_message(sequence, seconds)).unwrap();
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

pub(crate) fn concurrent_claims_take_each_message_once(store: &dyn Store) {
    const MESSAGES: u64 = 20;
    const TRIES: u32 = 20;
    entries(store, MESSAGES);
    for sequence in 1..=MESSAGES {
        enqueue(store, &a_message(sequence, 0)).unwrap();
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
        claimers.into_iter().flat_map(|claimer| claimer.join().unwrap()).map(|message| message.key.sequence).collect()
    });
    assert!(!all.is_empty(), "nothing was claimed");
    // a claimer that only saw rows of another returns fewer; the rest is still due
    all.extend(claimed(store, 1, 20));
    all.sort_unstable();
    assert_eq!(all, (1..=MESSAGES).collect::<Vec<_>>());
}

pub(crate) fn failed_message_is_postponed_and_sent_one_removed(store: &dyn Store) {
    entries(store, 2);
    let (first, second) = (a_message(1, 0), a_message(2, 0));
    enqueue(store, &first).unwrap();
    enqueue(store, &second).unwrap();
    assert_eq!(claimed(store, 0, 9), [1, 2]);
    let postpone =
        |message: &Message, due| store.transaction(|tx| tx.outbox().postpone(&message.key, at(due))).unwrap();
    let remove = |message: &Message| store.transaction(|tx| tx.outbox().remove(&message.key)).unwrap();
    // before the claim ends, and after it
    postpone(&first, 30);
    postpone(&second, 90);
    assert!(claimed(store, 29, 9).is_empty());
    assert_eq!(claim(store, 30, 9).unwrap(), [Message { failures: 1, ..first.clone() }]);
    postpone(&first, 80);
    assert_eq!(claim(store, 80, 9).unwrap(), [Message { failures: 2, ..first.clone() }]);
    remove(&first);
    assert_eq!(claim(store, 1000, 9).unwrap(), [Message { failures: 1, ..second.clone() }]);
    // removing or postponing a missing message is no error
    remove(&first);
    postpone(&first, 0);
    remove(&second);
    assert!(claimed(store, 9000, 9).is_empty());
}

pub(crate) fn sealed_message_reads_back_sealed(store: &dyn Store) {
    entries(store, 1);
    let sealed = Sealed { key_id: "key".into(), bytes: vec![0, 255, 7] };
    let message = Message { text: Text::Sealed { sealed, expires_at: at(600) }, ..a_message(1, 0) };
    enqueue(store, &message).unwrap();
    assert_eq!(claim(store, 30, 9).unwrap(), [message]);
}
