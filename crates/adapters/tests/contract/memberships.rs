//! Contract of `MembershipRepository`.

use jiff::Timestamp;
use portcullis_domain::testing::an_organization;
use portcullis_domain::{
    AddressSource, EmailAddress, Error, Exemption, Justification, MemberKind, Membership, Method, PageSize, Resource,
    Role, Store, SubjectId,
};

use crate::fixtures::{id, subject};

fn find(store: &dyn Store, organization: &str, name: &str) -> Option<Membership> {
    store.read(|tx| tx.memberships().find(&id(organization), &subject(name))).unwrap()
}

fn member(name: &str, role: Role, kind: MemberKind) -> Membership {
    Membership {
        subject: subject(name),
        email: Some(EmailAddress::parse("o'neil@example.com").unwrap()),
        address_source: AddressSource::Token,
        role,
        kind,
        first_joined_at: Timestamp::from_microsecond(1_700_000_000_000_001).unwrap(),
        given_at: Timestamp::from_microsecond(1_700_000_000_000_003).unwrap(),
        entered_at: Some(Timestamp::from_microsecond(1_700_000_000_000_005).unwrap()),
        removed_at: None,
        primary: Some(Method::Passkey),
        deadline: Some(Timestamp::from_microsecond(1_750_000_000_000_007).unwrap()),
        disavowed_at: Some(Timestamp::from_microsecond(1_750_000_000_000_009).unwrap()),
        exemption: Some(Exemption {
            reason: Justification::parse("o'neil \"is\" on leave").unwrap(),
            granted_by: "operator root".into(),
            granted_at: Timestamp::from_microsecond(1_750_000_000_000_001).unwrap(),
            ends_at: Timestamp::from_microsecond(1_760_000_000_000_001).unwrap(),
        }),
    }
}

pub(crate) fn inserted_member_reads_back_in_its_organization_only(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    an_organization("other").save(store).unwrap();
    let mut gone = member("gone", Role::Billing, MemberKind::Person);
    gone.email = None;
    gone.deadline = None;
    gone.exemption = None;
    gone.entered_at = None;
    gone.removed_at = Some(Timestamp::from_microsecond(1_800_000_000_999_999).unwrap());
    let mut all: Vec<_> = Role::ALL.map(|role| member(role.as_str(), role, MemberKind::Person)).into();
    all.push(member("robot", Role::Workspaces, MemberKind::Service));
    all.push(gone);
    store.transaction(|tx| all.iter().try_for_each(|one| tx.memberships().insert(&id("acme"), one))).unwrap();
    for one in all {
        assert_eq!(find(store, "other", one.subject.as_str()), None);
        assert_eq!(find(store, "acme", one.subject.as_str()), Some(one));
    }
    assert_eq!(find(store, "acme", "owner"), None, "subjects are compared exactly");
}

pub(crate) fn subject_has_one_membership_even_after_removal(store: &dyn Store) {
    an_organization("acme")
        .with_member("alice", Role::Owner)
        .with_former_member("gone", Role::Owner)
        .save(store)
        .unwrap();
    for name in ["alice", "gone"] {
        let again =
            store.transaction(|tx| tx.memberships().insert(&id("acme"), &member(name, Role::User, MemberKind::Person)));
        assert!(matches!(again, Err(Error::AlreadyExists(Resource::Membership))), "{name}: {again:?}");
    }
    let nowhere =
        store.transaction(|tx| tx.memberships().insert(&id("nowhere"), &member("a", Role::User, MemberKind::Person)));
    assert!(matches!(nowhere, Err(Error::Internal(_))), "{nowhere:?}");
}

pub(crate) fn update_replaces_a_member_and_rejects_a_missing_one(store: &dyn Store) {
    an_organization("acme").with_member("alice", Role::Owner).save(store).unwrap();
    an_organization("other").with_member("alice", Role::Owner).save(store).unwrap();
    let mut changed = member("alice", Role::User, MemberKind::Service);
    changed.email = None;
    store.transaction(|tx| tx.memberships().update(&id("acme"), &changed)).unwrap();
    assert_eq!(find(store, "acme", "alice"), Some(changed));
    assert_eq!(find(store, "other", "alice").map(|theirs| theirs.role), Some(Role::Owner));
    let missing =
        store.transaction(|tx| tx.memberships().update(&id("acme"), &member("bob", Role::User, MemberKind::Person)));
    assert!(matches!(missing, Err(Error::Stale(Resource::Membership))), "{missing:?}");
}

pub(crate) fn only_active_owners_are_counted(store: &dyn Store) {
    an_organization("acme")
        .with_member("alice", Role::Owner)
        .with_member("bob", Role::Owner)
        .with_member("carol", Role::Administrators)
        .with_former_member("gone", Role::Owner)
        .save(store)
        .unwrap();
    an_organization("other").with_member("dave", Role::Owner).save(store).unwrap();
    an_organization("empty").save(store).unwrap();
    let count = |organization| store.read(|tx| tx.memberships().count_owners(&id(organization))).unwrap();
    assert_eq!((count("acme"), count("other"), count("empty")), (2, 1, 0));
}

pub(crate) fn active_members_are_paged_in_byte_order(store: &dyn Store) {
    let names = ["bob", "Bob", "alice", "b-b", "b_b"];
    let acme = names.iter().fold(an_organization("acme"), |acme, name| acme.with_member(name, Role::User));
    acme.with_former_member("gone", Role::User).save(store).unwrap();
    an_organization("other").with_member("aaa", Role::User).save(store).unwrap();
    let page = |after: Option<SubjectId>| {
        let page = store.read(|tx| tx.memberships().page(&id("acme"), after.as_ref(), PageSize::new(3)?)).unwrap();
        (page.items.iter().map(|one| one.subject.to_string()).collect::<Vec<_>>(), page.next)
    };
    let (first, next) = page(None);
    assert_eq!((first, next.clone()), (vec!["Bob".into(), "alice".into(), "b-b".into()], Some(subject("b-b"))));
    assert_eq!(page(next), (vec!["b_b".into(), "bob".into()], None));
}

pub(crate) fn active_memberships_of_a_subject_have_their_order(store: &dyn Store) {
    for (organization, given) in [("c", "2026-01-01"), ("a", "2026-01-02"), ("b", "2026-01-02")] {
        let given = format!("{given}T00:00:00Z");
        an_organization(organization).with_given_member("alice", Role::User, &given).save(store).unwrap();
    }
    an_organization("d").with_former_member("alice", Role::User).with_member("alice2", Role::User).save(store).unwrap();
    let of = |name, limit| {
        let found = store.read(|tx| tx.memberships().active_of(&subject(name), limit)).unwrap();
        found.into_iter().map(|(organization, _)| organization.to_string()).collect::<Vec<_>>()
    };
    let enter = |organization: &str, at: i64| {
        let at = Timestamp::from_microsecond(at).unwrap();
        store.transaction(|tx| tx.memberships().enter(&id(organization), &subject("alice"), at)).unwrap();
    };
    assert_eq!(of("alice", 2), ["c", "a"], "the earliest given first");
    assert_eq!(of("alice", 9), ["c", "a", "b"]);
    assert_eq!((of("alice2", 2), of("ALICE", 2)), (vec!["d".to_owned()], vec![]));
    enter("b", 7);
    enter("d", 7);
    assert_eq!(of("alice", 9), ["b", "c", "a"], "the entered one first");
    let at = |microsecond| Timestamp::from_microsecond(microsecond).ok();
    enter("b", 8);
    let entered = |organization: &str| find(store, organization, "alice").and_then(|member| member.entered_at);
    assert_eq!(entered("b"), at(7), "the first time counts");
    assert_eq!((entered("a"), entered("d")), (None, None), "a removed member enters nothing");
}
