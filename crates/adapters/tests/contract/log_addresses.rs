//! Contract of `Retention::remove_addresses`.

use jiff::{SignedDuration, Timestamp};
use portcullis_domain::testing::{a_caller, an_organization, the_audit_records_of, the_organization};
use portcullis_domain::{
    AuditRecord, AuditValue, EmailAddress, Event, Membership, Method, Store, WrongProof, WrongProofs, record,
};

use crate::fixtures::{id, subject};

/// A moment long ago: the database, too, refuses to remove addresses of the last 30 days.
fn day(number: i64) -> Timestamp {
    Timestamp::from_second(1_600_000_000).unwrap() + SignedDuration::from_hours(24 * number)
}

fn save(store: &dyn Store) {
    for organization in ["acme", "empty", "other"] {
        an_organization(organization).with_member("alice", portcullis_domain::Role::User).save(store).unwrap();
    }
}

fn write(store: &dyn Store, organization: &str, at: Timestamp, event: &Event) {
    let of = the_organization(store, organization);
    let actor = a_caller("alice").of(organization).acting();
    store.transaction(|tx| record(tx, &actor, &of, at, event)).unwrap();
}

fn remove(store: &dyn Store, from: Option<&str>, before: Timestamp, limit: u32) -> Option<(String, u32)> {
    let from = from.map(id);
    let removed = store.transaction(|tx| tx.retention().remove_addresses(from.as_ref(), before, limit)).unwrap();
    removed.map(|(organization, entries)| (organization.to_string(), entries))
}

/// Which entries name a network address as their source.
fn sources(store: &dyn Store, organization: &str) -> Vec<bool> {
    the_audit_records_of(store, organization).iter().map(|record| record.entry.source.is_some()).collect()
}

fn ended() -> Event {
    Event::SessionEnded(subject("alice"))
}

pub(crate) fn addresses_of_old_entries_are_removed_in_pages(store: &dyn Store) {
    save(store);
    for number in [1, 2, 3, 9, 4] {
        write(store, "acme", day(number), &ended());
    }
    write(store, "other", day(1), &ended());
    assert_eq!(remove(store, None, day(1), 2), None, "the limit is exclusive");
    assert_eq!(remove(store, None, day(5), 2), Some(("acme".to_owned(), 2)));
    assert_eq!(sources(store, "acme"), [false, false, true, true, true]);
    assert_eq!(remove(store, Some("acme"), day(5), 2), Some(("acme".to_owned(), 1)), "up to the first younger one");
    assert_eq!(sources(store, "acme"), [false, false, false, true, true]);
    assert_eq!(remove(store, Some("acme"), day(5), 2), Some(("other".to_owned(), 1)));
    assert_eq!(remove(store, None, day(5), 2), None, "each entry is examined once");
    assert_eq!(remove(store, Some("other"), day(10), 2), None);
    assert_eq!(remove(store, None, day(10), 9), Some(("acme".to_owned(), 2)));
    assert_eq!((sources(store, "acme"), sources(store, "other")), (vec![false; 5], vec![false]));
}

pub(crate) fn addresses_are_removed_and_nothing_else(store: &dyn Store) {
    save(store);
    let alice = store.read(|tx| tx.memberships().find(&id("acme"), &subject("alice"))).unwrap().unwrap();
    let moved = Membership { email: EmailAddress::parse("new@example.com").ok(), ..alice.clone() };
    let first = WrongProof {
        subject: subject("alice"),
        method: Method::Totp,
        at: day(1),
        issuer: "https://idp.example".to_owned(),
        token_id: None,
        request: None,
        source: Some("192.0.2.1".to_owned()),
    };
    let sources = vec!["192.0.2.1".to_owned(), "2001:db8::1".to_owned()];
    let proofs = WrongProofs { first, last_at: day(1), count: 2, sources };
    write(store, "acme", day(1), &Event::MemberChanged { before: alice, after: moved });
    write(store, "acme", day(1), &Event::VerificationsFailed(proofs));
    write(store, "acme", day(1), &Event::MailUndeliverable(subject("alice"), "550 <new@example.com>".to_owned()));
    write(store, "acme", day(1), &ended());
    write(store, "acme", day(8), &Event::MailUndeliverable(subject("alice"), "550 <new@example.com>".to_owned()));
    let before = the_audit_records_of(store, "acme");
    assert_eq!(remove(store, None, day(5), 100), Some(("acme".to_owned(), 4)));
    let after = the_audit_records_of(store, "acme");
    assert_eq!(after[4], before[4]);
    let expected: Vec<_> = before[..4].iter().cloned().map(without_addresses).collect();
    assert_eq!(after[..4], expected);
    let text = format!("{:?}", &after[..4]);
    for address in ["192.0.2.1", "2001:db8", "@example.com"] {
        assert!(!text.contains(address), "{address}: {text}");
    }
}

fn without_addresses(mut record: AuditRecord) -> AuditRecord {
    record.entry.source = None;
    for change in record.entry.changes.iter_mut().filter(|one| ["email", "sources", "reply"].contains(&&*one.field)) {
        (change.before, change.after) = (AuditValue::Null, AuditValue::Null);
    }
    record
}

pub(crate) fn concurrent_removals_do_each_entry_once(store: &dyn Store) {
    save(store);
    for organization in ["acme", "other"] {
        for _ in 0..20 {
            write(store, organization, day(1), &ended());
        }
    }
    let examined: u32 = std::thread::scope(|scope| {
        let purge = || {
            let (mut from, mut examined) = (None, 0);
            while let Some((organization, entries)) = remove(store, from.as_deref(), day(5), 3) {
                examined += entries;
                from = Some(organization);
            }
            examined
        };
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(purge)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(examined, 40);
    assert_eq!((sources(store, "acme"), sources(store, "other")), (vec![false; 20], vec![false; 20]));
}

/// The service's role has no other way to change an entry.
#[cfg(feature = "postgres")]
#[test]
fn function_refuses_to_remove_recent_addresses() {
    use diesel::connection::SimpleConnection as _;
    use diesel::{Connection as _, PgConnection};
    let database = crate::fixtures::databases::Postgres::new();
    save(&*database.store);
    write(&*database.store, "acme", day(1), &ended());
    let mut raw = PgConnection::establish(&database.text).unwrap();
    let mut call = |age: &str| {
        raw.batch_execute(&format!("SELECT * FROM portcullis_remove_addresses('', now() - interval '{age}', 10)"))
    };
    let refused = call("29 days").unwrap_err().to_string();
    assert!(refused.contains("addresses are kept for 30 days"), "{refused}");
    assert_eq!(sources(&*database.store, "acme"), [true]);
    call("30 days").unwrap();
    assert_eq!(sources(&*database.store, "acme"), [false]);
}
