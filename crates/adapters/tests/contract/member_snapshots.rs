//! Contract of `MemberSnapshotRepository` and `ChangeFeed`, and of `MembershipRepository`'s lists.

use std::collections::BTreeSet;

use portcullis_domain::testing::{an_operator_of, an_organization, enrol};
use portcullis_domain::{
    AddressSource, Change, ChangeMark, Changes, Event, Evidence, Exemption, Justification, MemberDetails, MemberKind,
    Membership, Method, PageSize, Permission, Role, Store, record,
};

use crate::fixtures::{at, id, session, subject};

pub(crate) fn snapshot_holds_authenticators_and_recent_evidence(store: &dyn Store) {
    let everybody = an_organization("acme")
        .with_member("alice", Role::Owner)
        .with_member("bob", Role::User)
        .with_member("carol", Role::User)
        .with_former_member("gone", Role::User);
    everybody.save(store).unwrap();
    an_organization("other").with_member("alice", Role::User).save(store).unwrap();
    enrol(store, "acme", "alice", Method::Totp).unwrap();
    enrol(store, "acme", "alice", Method::Passkey).unwrap();
    enrol(store, "other", "alice", Method::MagicLink).unwrap();
    store
        .transaction(|tx| {
            let ended = session("bob", Method::Totp, 50, 51);
            for session in [
                session("alice", Method::Totp, 10, 11),
                session("alice", Method::Totp, 30, 31),
                session("alice", Method::Passkey, 20, 21),
                session("carol", Method::RecoveryCode, 0, 1),
                ended.clone(),
            ] {
                tx.sessions().insert(&id("acme"), &session)?;
            }
            tx.sessions().end(&id("acme"), &subject("bob"), ended.id, at(60))
        })
        .unwrap();
    let snapshots = |since: i64, after: Option<&str>, size: u32| {
        let after = after.map(subject);
        let size = PageSize::new(size).unwrap();
        store.read(|tx| tx.member_snapshots().page(&id("acme"), at(since), after.as_ref(), size)).unwrap()
    };
    let page = snapshots(0, None, 2);
    assert_eq!(page.next, Some(subject("bob")));
    let [alice, bob] = &*page.items else { panic!("{page:?}") };
    assert_eq!(alice.membership.subject, subject("alice"));
    assert_eq!(alice.active, BTreeSet::from([Method::Totp, Method::Passkey]));
    let mut evidence = alice.evidence.clone();
    evidence.sort_by_key(|one| one.verified_at);
    assert_eq!(evidence, [Evidence::of(Method::Passkey, at(20)), Evidence::of(Method::Totp, at(30))]);
    assert!(bob.active.is_empty() && bob.evidence.is_empty(), "ended sessions are no evidence");
    let page = snapshots(0, Some("bob"), 2);
    assert_eq!(page.next, None);
    let [carol] = &*page.items else { panic!("{page:?}") };
    assert!(carol.evidence.is_empty(), "`since` is exclusive");
    assert_eq!(snapshots(-1, Some("bob"), 2).items[0].evidence, [Evidence::of(Method::RecoveryCode, at(0))]);
    assert!(snapshots(0, Some("carol"), 2).items.is_empty());
}

pub(crate) fn administrators_and_exempt_members_are_listed(store: &dyn Store) {
    an_organization("acme")
        .with_member("alice", Role::Owner)
        .with_member("bob", Role::Administrators)
        .with_member("carol", Role::User)
        .with_member("dave", Role::Billing)
        .with_former_member("gone", Role::Owner)
        .save(store)
        .unwrap();
    let no_email = MemberDetails {
        subject: subject("silent"),
        email: None,
        address_source: AddressSource::Given,
        role: Role::Owner,
        kind: MemberKind::Person,
    };
    let no_email = Membership::new(no_email, at(0)).unwrap();
    store.transaction(|tx| tx.memberships().insert(&id("acme"), &no_email)).unwrap();
    an_organization("other").with_member("foreign", Role::Owner).save(store).unwrap();
    let names = |members: Vec<Membership>| members.iter().map(|one| one.subject.to_string()).collect::<Vec<_>>();
    let administrators =
        |limit| names(store.read(|tx| tx.memberships().administrators_to_notify(&id("acme"), limit)).unwrap());
    assert_eq!(administrators(9), ["alice", "bob"]);
    assert_eq!(administrators(1), ["alice"]);

    let exempt = |name: &str, until: i64| {
        store
            .transaction(|tx| {
                let member = tx.memberships().find(&id("acme"), &subject(name))?.unwrap();
                let reason = Justification::parse("on leave")?;
                let exemption = Exemption { reason, granted_by: "alice".into(), granted_at: at(0), ends_at: at(until) };
                tx.memberships().update(&id("acme"), &Membership { exemption: Some(exemption), ..member })
            })
            .unwrap();
    };
    for (name, until) in [("bob", 20), ("carol", 10), ("dave", 30)] {
        exempt(name, until);
    }
    let found = |now: i64, after: Option<&str>, size: u32| {
        let after = after.map(subject);
        let size = PageSize::new(size).unwrap();
        let page = store.read(|tx| tx.memberships().exempt(&id("acme"), at(now), after.as_ref(), size)).unwrap();
        (names(page.items), page.next.map(|next| next.to_string()))
    };
    assert_eq!(found(9, None, 9).0, ["bob", "carol", "dave"]);
    assert_eq!(found(10, None, 1), (vec!["bob".into()], Some("bob".into())));
    assert_eq!(found(10, Some("bob"), 1), (vec!["dave".into()], None));
}

fn changes(store: &dyn Store, mark: Option<ChangeMark>) -> Changes {
    store.read(|tx| tx.changes().changes_since(mark)).unwrap()
}

pub(crate) fn change_feed_returns_only_committed_changes(store: &dyn Store) {
    an_organization("acme").with_member("alice", Role::Owner).save(store).unwrap();
    an_organization("other").save(store).unwrap();
    let begin = changes(store, None);
    assert!(begin.changes.is_empty() && !begin.mark.is_after(begin.mark));
    let write = |organization: &str, event: &Event| {
        store
            .transaction(|tx| {
                let organization = tx.organizations().lock(&id(organization))?.unwrap();
                record(tx, &an_operator_of("acme"), &organization, at(0), event)
            })
            .unwrap();
    };
    write("acme", &Event::Refused(Permission::EnforcePolicy));
    write("acme", &Event::SessionEnded(subject("alice")));
    write("acme", &Event::SessionEnded(subject("alice")));
    let policy = store.read(|tx| tx.organizations().find(&id("other"))).unwrap().unwrap().base_policy().clone();
    let after = policy.enforce(true, at(0));
    write("other", &Event::EnforcementSet { enforced: true, before: policy.clone(), after });
    write("acme", &Event::EnforcementSet { enforced: false, before: policy.clone(), after: policy });
    // a rolled back transaction changes nothing
    let undone: portcullis_domain::Result<()> = store.transaction(|tx| {
        let organization = tx.organizations().lock(&id("acme"))?.unwrap();
        record(tx, &an_operator_of("acme"), &organization, at(0), &Event::SessionEnded(subject("bob")))?;
        Err(portcullis_domain::Error::internal("undone"))
    });
    assert!(undone.is_err());
    let feed = changes(store, Some(begin.mark));
    let expected = BTreeSet::from([Change::Member(id("acme"), subject("alice")), Change::Organization(id("other"))]);
    assert_eq!(feed.changes.into_iter().collect::<BTreeSet<_>>(), expected);
    // changes may be returned again while an older transaction is open, and no others
    assert!(changes(store, Some(feed.mark)).changes.iter().all(|again| expected.contains(again)));
}

/// A transaction that began earlier and commits later is not skipped.
#[cfg(feature = "postgres")]
#[test]
fn change_feed_returns_a_transaction_that_commits_late() {
    let database = crate::fixtures::databases::Postgres::new();
    let store: &dyn Store = &*database.store;
    for name in ["early", "late"] {
        an_organization(name).with_member("alice", Role::Owner).save(store).unwrap();
    }
    let begin = changes(store, None);
    let mut early = store.begin().unwrap();
    let organization = early.organizations().lock(&id("early")).unwrap().unwrap();
    let ended = Event::SessionEnded(subject("alice"));
    record(&mut *early, &an_operator_of("early"), &organization, at(0), &ended).unwrap();
    store
        .transaction(|tx| {
            let organization = tx.organizations().lock(&id("late"))?.unwrap();
            record(tx, &an_operator_of("late"), &organization, at(0), &ended)
        })
        .unwrap();
    let first = changes(store, Some(begin.mark));
    assert_eq!(first.changes, [Change::Member(id("late"), subject("alice"))]);
    early.commit().unwrap();
    let second = changes(store, Some(first.mark)).changes;
    assert!(second.contains(&Change::Member(id("early"), subject("alice"))), "{second:?}");
}

/// A restored dump holds another server's transaction ids, which this one may reach in years.
#[cfg(feature = "postgres")]
#[test]
fn change_feed_ignores_transaction_ids_of_another_server() {
    use diesel::{Connection, PgConnection, RunQueryDsl};

    let database = crate::fixtures::databases::Postgres::new();
    let store: &dyn Store = &*database.store;
    an_organization("acme").with_member("alice", Role::Owner).save(store).unwrap();
    let begin = changes(store, None);
    let end = || {
        store
            .transaction(|tx| {
                let organization = tx.organizations().lock(&id("acme"))?.unwrap();
                let ended = Event::SessionEnded(subject("alice"));
                record(tx, &an_operator_of("acme"), &organization, at(0), &ended)
            })
            .unwrap();
    };
    end();
    let alice = [Change::Member(id("acme"), subject("alice"))];
    assert_eq!(changes(store, Some(begin.mark)).changes, alice);
    let mut connection = PgConnection::establish(&database.text).unwrap();
    diesel::sql_query("UPDATE audit_entries SET transaction_id = 4000000000000").execute(&mut connection).unwrap();
    assert!(changes(store, Some(begin.mark)).changes.is_empty());
    end();
    assert_eq!(changes(store, Some(begin.mark)).changes, alice);
}
