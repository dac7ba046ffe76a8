//! Contract of `OrganizationRepository`.

use jiff::Timestamp;
use portcullis_domain::testing::{an_organization, the_organization};
use portcullis_domain::{
    AllowedMethod, AllowedMethods, EnrolmentRule, Error, GracePeriod, MaximumAge, MfaPolicy, Organization,
    OrganizationId, OrganizationName, PageSize, PolicyRecord, Resource, Store,
};

/// An organization whose fields all differ from those of a new one.
fn full_organization(id: &str) -> Organization {
    let at = |microseconds| Timestamp::from_microsecond(microseconds).unwrap();
    Organization::new(
        OrganizationId::parse(id).unwrap(),
        OrganizationName::parse("Ümläut & Söhne \"quoted\" '; --").unwrap(),
        MfaPolicy::restore(PolicyRecord {
            enforced: true,
            required_since: Some(at(1_800_000_000_123_456)),
            relaxed_at: Some(at(-1)),
            grace: GracePeriod::days(90).unwrap(),
            methods: AllowedMethods::new([AllowedMethod::MagicLink, AllowedMethod::IdentityProvider]).unwrap(),
            maximum_age: MaximumAge::seconds(301).unwrap(),
            enrolment: EnrolmentRule::Confirmed,
            version: 7,
        }),
        at(1_700_000_000_000_001),
    )
}

pub(crate) fn inserted_organization_reads_back_unchanged(store: &dyn Store) {
    let organization = full_organization("acme");
    store.transaction(|tx| tx.organizations().insert(&organization)).unwrap();
    assert_eq!(the_organization(store, "acme"), organization);
    let (locked, other_case, unknown) = store
        .transaction(|tx| {
            Ok((
                tx.organizations().lock(&organization.id)?,
                tx.organizations().find(&OrganizationId::parse("ACME")?)?,
                tx.organizations().lock(&OrganizationId::parse("nowhere")?)?,
            ))
        })
        .unwrap();
    assert_eq!((locked, other_case, unknown), (Some(organization), None, None));
}

pub(crate) fn organization_is_found_together_with_a_membership(store: &dyn Store) {
    use portcullis_domain::{LogoutKeys, Logouts, Role, SubjectId};
    an_organization("acme")
        .with_member("alice", Role::Owner)
        .with_former_member("gone", Role::User)
        .save(store)
        .unwrap();
    an_organization("other").with_member("bob", Role::Owner).save(store).unwrap();
    for (organization, subject) in
        [("acme", "alice"), ("acme", "gone"), ("acme", "bob"), ("other", "bob"), ("nowhere", "alice")]
    {
        let (id, subject) = (OrganizationId::parse(organization).unwrap(), SubjectId::parse(subject).unwrap());
        let (together, apart) = store
            .read(|tx| {
                let together = tx.organizations().find_with_member(&id, &subject, &LogoutKeys::default())?;
                Ok((together, (tx.organizations().find(&id)?, tx.memberships().find(&id, &subject)?)))
            })
            .unwrap();
        match together {
            Some((found, membership, logouts)) => {
                assert_eq!((Some(found), membership), apart, "{organization} {subject}");
                assert_eq!(logouts, Logouts::default());
            }
            None => assert_eq!(apart, (None, None), "{organization} {subject}"),
        }
    }
    let id = OrganizationId::parse("acme").unwrap();
    store
        .transaction(|tx| {
            let found = tx.organizations().lock(&id)?.unwrap();
            tx.organizations().update(&found.ended(jiff::Timestamp::UNIX_EPOCH))
        })
        .unwrap();
    let alice = SubjectId::parse("alice").unwrap();
    let ended = store.read(|tx| tx.organizations().find_with_member(&id, &alice, &LogoutKeys::default())).unwrap();
    assert_eq!(ended, None, "it ended");
}

pub(crate) fn organization_ids_are_unique(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    let again = store.transaction(|tx| tx.organizations().insert(&full_organization("acme")));
    assert!(matches!(again, Err(Error::AlreadyExists(Resource::Organization))), "{again:?}");
    assert_ne!(the_organization(store, "acme"), full_organization("acme"));
}

pub(crate) fn update_raises_the_version_and_rejects_stale_ones(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    an_organization("other").save(store).unwrap();
    let changed = full_organization("acme");
    store.transaction(|tx| tx.organizations().update(&changed)).unwrap();
    let stored = the_organization(store, "acme");
    let mut expected = changed.clone();
    expected.version = 2;
    assert_eq!(stored, expected);

    let mut stale = changed;
    stale.name = OrganizationName::parse("stale").unwrap();
    let refused = store.transaction(|tx| tx.organizations().update(&stale));
    assert!(matches!(refused, Err(Error::Stale(Resource::Organization))), "{refused:?}");
    assert_eq!(the_organization(store, "acme"), stored);
    assert_eq!(the_organization(store, "other").version, 1);

    // `None` overwrites a value
    let plain = MfaPolicy::new(GracePeriod::default());
    let relaxed = stored.with_policy(plain.clone());
    store.transaction(|tx| tx.organizations().update(&relaxed)).unwrap();
    assert_eq!(the_organization(store, "acme").base_policy(), &plain);
}

pub(crate) fn update_of_a_missing_organization_is_stale(store: &dyn Store) {
    let refused = store.transaction(|tx| tx.organizations().update(&full_organization("acme")));
    assert!(matches!(refused, Err(Error::Stale(Resource::Organization))), "{refused:?}");
}

pub(crate) fn organizations_are_paged_in_byte_order(store: &dyn Store) {
    for id in ["b", "a-b", "B", "a", "a_b", "~", "10", "9"] {
        an_organization(id).save(store).unwrap();
    }
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let page = store.read(|tx| tx.organizations().page(after.as_ref(), PageSize::new(3)?)).unwrap();
        pages.push(page.items.iter().map(|organization| organization.id.to_string()).collect::<Vec<_>>().join(" "));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(pages, ["10 9 B", "a a-b a_b", "b ~"]);
    let whole = store.read(|tx| tx.organizations().page(None, PageSize::new(8)?)).unwrap();
    assert_eq!((whole.items.len(), whole.next), (8, None));
}

pub(crate) fn ended_organizations_are_only_found_explicitly(store: &dyn Store) {
    use portcullis_domain::{Role, SubjectId};
    an_organization("acme").with_member("alice", Role::Owner).save(store).unwrap();
    an_organization("other").with_member("alice", Role::Owner).save(store).unwrap();
    let id = OrganizationId::parse("acme").unwrap();
    let alice = SubjectId::parse("alice").unwrap();
    let at = jiff::Timestamp::from_microsecond(1_800_000_000_000_001).unwrap();
    let set = |deleted_at| {
        store
            .transaction(|tx| {
                let mut found = tx.organizations().lock_including_ended(&id)?.unwrap();
                found.deleted_at = deleted_at;
                tx.organizations().update(&found)
            })
            .unwrap();
    };
    let theirs = || {
        let found = store.read(|tx| tx.memberships().active_of(&alice, 9)).unwrap();
        found.iter().map(|(organization, _)| organization.to_string()).collect::<Vec<_>>()
    };
    set(Some(at));
    assert_eq!(store.read(|tx| tx.organizations().find(&id)).unwrap(), None);
    assert_eq!(store.transaction(|tx| tx.organizations().lock(&id)).unwrap(), None);
    let ended = store.transaction(|tx| tx.organizations().lock_including_ended(&id)).unwrap().unwrap();
    assert_eq!((ended.deleted_at, ended.version), (Some(at), 2));
    assert_eq!(theirs(), ["other"]);
    let page = store.read(|tx| tx.organizations().page(None, PageSize::MAX)).unwrap();
    assert_eq!(page.items.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["other"]);
    set(None);
    assert!(store.read(|tx| tx.organizations().find(&id)).unwrap().is_some());
    assert_eq!(theirs(), ["acme", "other"]);
}
