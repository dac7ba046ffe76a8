//! What `MemberSnapshotRepository` and `ChangeFeed` promise, and who is found among the members.

use std::collections::BTreeSet;

use jiff::Timestamp;
use portcullis_domain::testing::{SeededRandom, an_operator_of, an_organization, enrol};
use portcullis_domain::{
    Change, ChangeMark, Changes, Event, Evidence, Exemption, Justification, MemberDetails, MemberKind, Membership,
    Method, MfaSession, OrganizationId, PageSize, Permission, RefreshState, Role, SessionId, Store, SubjectId, record,
};

fn id(organization: &str) -> OrganizationId {
    OrganizationId::parse(organization).unwrap()
}

fn subject(name: &str) -> SubjectId {
    SubjectId::parse(name).unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

/// A session of the member; its refresh token is of no use.
fn a_session(random: &SeededRandom, name: &str, method: Method, seconds: i64) -> MfaSession {
    let id = SessionId::new(at(seconds), random).unwrap();
    let mut digest = [0; 32];
    portcullis_domain::Random::fill(random, &mut digest).unwrap();
    MfaSession {
        id,
        subject: subject(name),
        provider_session: None,
        method,
        authenticator: None,
        verified_at: at(seconds),
        copied: None,
        ended_at: None,
        refresh: RefreshState { current: digest, previous: None, rotated_at: at(seconds) },
    }
}

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
    let random = SeededRandom::new(9);
    store
        .transaction(|tx| {
            let ended = a_session(&random, "bob", Method::Totp, 50);
            for session in [
                a_session(&random, "alice", Method::Totp, 10),
                a_session(&random, "alice", Method::Totp, 30),
                a_session(&random, "alice", Method::Passkey, 20),
                a_session(&random, "carol", Method::RecoveryCode, 0),
                ended.clone(),
            ] {
                tx.sessions().insert(&id("acme"), &session)?;
            }
            tx.sessions().end(&id("acme"), &subject("bob"), ended.id, at(60))
        })
        .unwrap();
    let standings = |since: i64, after: Option<&str>, size: u32| {
        let after = after.map(subject);
        let size = PageSize::new(size).unwrap();
        store.read(|tx| tx.standings().standings(&id("acme"), at(since), after.as_ref(), size)).unwrap()
    };
    let page = standings(0, None, 2);
    assert_eq!(page.next, Some(subject("bob")));
    let [alice, bob] = &*page.items else { panic!("{page:?}") };
    assert_eq!(alice.membership.subject, subject("alice"));
    assert_eq!(alice.active, BTreeSet::from([Method::Totp, Method::Passkey]));
    let mut evidence = alice.evidence.clone();
    evidence.sort_by_key(|one| one.verified_at);
    assert_eq!(evidence, [Evidence::of(Method::Passkey, at(20)), Evidence::of(Method::Totp, at(30))]);
    assert!(bob.active.is_empty() && bob.evidence.is_empty(), "what was ended counts no longer");
    let page = standings(0, Some("bob"), 2);
    assert_eq!(page.next, None);
    let [carol] = &*page.items else { panic!("{page:?}") };
    assert!(carol.evidence.is_empty(), "the beginning does not count");
    assert_eq!(standings(-1, Some("bob"), 2).items[0].evidence, [Evidence::of(Method::RecoveryCode, at(0))]);
    assert!(standings(0, Some("carol"), 2).items.is_empty());
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
    let silent = MemberDetails { subject: subject("silent"), email: None, role: Role::Owner, kind: MemberKind::Person };
    let silent = Membership::new(silent, at(0)).unwrap();
    store.transaction(|tx| tx.memberships().insert(&id("acme"), &silent)).unwrap();
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
    assert!(begin.changes.is_empty());
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
    let policy = store.read(|tx| tx.organizations().find(&id("other"))).unwrap().unwrap().policy;
    let after = policy.enforce(true, at(0));
    write("other", &Event::EnforcementSet { enforced: true, before: policy.clone(), after });
    write("acme", &Event::EnforcementSet { enforced: false, before: policy.clone(), after: policy });
    // what was undone did not happen
    let undone: portcullis_domain::Result<()> = store.transaction(|tx| {
        let organization = tx.organizations().lock(&id("acme"))?.unwrap();
        record(tx, &an_operator_of("acme"), &organization, at(0), &Event::SessionEnded(subject("bob")))?;
        Err(portcullis_domain::Error::internal("undone"))
    });
    assert!(undone.is_err());
    let told = changes(store, Some(begin.mark));
    let expected = BTreeSet::from([Change::Member(id("acme"), subject("alice")), Change::Organization(id("other"))]);
    assert_eq!(told.changes.into_iter().collect::<BTreeSet<_>>(), expected);
    // what was told may be told again, while something older is under way elsewhere; nothing else is
    assert!(changes(store, Some(told.mark)).changes.iter().all(|again| expected.contains(again)));
}

/// A transaction that began first and is committed last is not skipped.
#[cfg(feature = "postgres")]
#[test]
fn change_feed_returns_a_transaction_that_commits_late() {
    let database = super::stores::Postgres::new();
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

/// What a dump brought from another server has that server's numbers, which this one may reach in years.
#[cfg(feature = "postgres")]
#[test]
fn change_feed_ignores_transaction_ids_of_another_server() {
    use diesel::{Connection, PgConnection, RunQueryDsl};

    let database = super::stores::Postgres::new();
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
