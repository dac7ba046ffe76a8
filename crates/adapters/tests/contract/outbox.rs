//! What `OutboxRepository` promises.

use std::thread;

use jiff::Timestamp;
use portcullis_domain::testing::{an_operator_of, an_organization};
use portcullis_domain::{
    EmailAddress, Error, Event, GracePeriod, Message, MessageKey, OrganizationId, OrganizationName, Result, Sealed,
    Store, Text, record,
};

fn acme() -> OrganizationId {
    OrganizationId::parse("acme").unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

/// `acme` with this many entries in its trail, each of which a message may tell of.
fn entries(store: &dyn Store, count: u64) {
    an_organization("acme").save(store).unwrap();
    let created =
        Event::OrganizationCreated { name: OrganizationName::parse("acme").unwrap(), grace: GracePeriod::default() };
    let write = || {
        store.transaction(|tx| {
            let organization = tx.organizations().lock(&acme())?.unwrap();
            record(tx, &an_operator_of("acme"), &organization, at(0), &created)
        })
    };
    for _ in 0..count {
        write().unwrap();
    }
}

/// Tells of that entry, and was written that many seconds later.
fn a_message(sequence: u64, seconds: i64) -> Message {
    Message {
        key: MessageKey { organization: acme(), sequence, part: 0 },
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

/// Claims until a minute later.
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
    assert!(enqueue(store, &message).is_err(), "a part of an entry has one message");
    assert!(claimed(store, -1, 9).is_empty(), "it is not due before it is written");
    assert_eq!(claim(store, 0, 9).unwrap(), std::slice::from_ref(&message));
    assert!(claimed(store, 59, 9).is_empty());
    assert_eq!(claim(store, 60, 9).unwrap(), [message], "whoever took it is gone");

    for (sequence, seconds) in [(2, 7), (3, 5), (4, 6)] {
        enqueue(store, &a_message(sequence, seconds)).unwrap();
    }
    assert_eq!(claimed(store, 6, 1), [3], "the one that waits longest");
    assert!(claimed(store, 7, 0).is_empty());
    assert_eq!(claimed(store, 7, 9), [4, 2]);
    // what was undone was not claimed
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
    let claim_patiently = || {
        for _ in 0..TRIES {
            match claim(store, 1, 3) {
                Err(Error::Stale(_) | Error::Unavailable(_)) => {}
                settled => return settled.unwrap(),
            }
        }
        panic!("never got its turn in {TRIES} tries");
    };
    let mut all: Vec<_> = thread::scope(|scope| {
        let rivals: Vec<_> =
            (0..8).map(|_| scope.spawn(|| (0..4).flat_map(|_| claim_patiently()).collect::<Vec<_>>())).collect();
        rivals.into_iter().flat_map(|rival| rival.join().unwrap()).map(|message| message.key.sequence).collect()
    });
    assert!(!all.is_empty(), "they kept each other from everything");
    // whoever saw only what a rival took goes away with less: the rest is still there
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
    // sooner than the claim ends, and later
    postpone(&first, 30);
    postpone(&second, 90);
    assert!(claimed(store, 29, 9).is_empty());
    assert_eq!(claim(store, 30, 9).unwrap(), [Message { failures: 1, ..first.clone() }]);
    postpone(&first, 80);
    assert_eq!(claim(store, 80, 9).unwrap(), [Message { failures: 2, ..first.clone() }]);
    remove(&first);
    assert_eq!(claim(store, 1000, 9).unwrap(), [Message { failures: 1, ..second.clone() }]);
    // gone is gone, and no error
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
