//! Contract of `DisavowalRepository`.

use portcullis_domain::{AuthenticatorId, Disavowal, Method, OrganizationId, Store};

use crate::fixtures::{at, authenticators, id, insert, save_members, subject, totp};

fn a_disavowal(authenticator: AuthenticatorId, spared: &[AuthenticatorId], digest: u8) -> Disavowal {
    Disavowal {
        subject: subject("alice"),
        authenticator,
        method: Method::Totp,
        spared: spared.iter().copied().collect(),
        digest: [digest; 32],
        expires_at: at(60),
    }
}

fn put(store: &dyn Store, organization: &str, disavowal: &Disavowal) {
    store.transaction(|tx| tx.disavowals().put(&id(organization), disavowal)).unwrap();
}

fn find(store: &dyn Store, digest: u8) -> Option<(OrganizationId, Disavowal)> {
    store.read(|tx| tx.disavowals().find(&[[0; 32], [digest; 32]])).unwrap()
}

fn take(store: &dyn Store, organization: &str, disavowal: &Disavowal) -> bool {
    store.transaction(|tx| tx.disavowals().take(&id(organization), disavowal)).unwrap()
}

pub(crate) fn disavowal_is_taken_once_and_outlives_its_authenticator(store: &dyn Store) {
    save_members(store);
    let (acme, alice) = (id("acme"), subject("alice"));
    let (one, other) = (totp(1), totp(2));
    for authenticator in [&one, &other] {
        insert(store, "acme", "alice", authenticator).unwrap();
    }
    let (newest, of_other) = (a_disavowal(one.id, &[], 2), a_disavowal(other.id, &[one.id], 3));
    for disavowal in [&a_disavowal(one.id, &[], 1), &newest, &of_other] {
        put(store, "acme", disavowal);
    }
    assert_eq!((find(store, 1), find(store, 2)), (None, Some((acme.clone(), newest.clone()))));
    // a change of the authenticator keeps its token
    store.transaction(|tx| tx.authenticators().update(&acme, &alice, &one)).unwrap();
    assert_eq!(authenticators(store, "acme", "alice"), [one, other.clone()]);
    assert!(!take(store, "other", &newest));
    assert!(take(store, "acme", &newest) && !take(store, "acme", &newest), "once");
    store.transaction(|tx| tx.authenticators().delete(&acme, &alice, other.id)).unwrap();
    assert_eq!((find(store, 2), find(store, 3)), (None, Some((acme, of_other.clone()))));
    assert!(take(store, "acme", &of_other) && !take(store, "acme", &of_other), "once, though it is gone");
    assert_eq!(find(store, 3), None);
}

pub(crate) fn all_disavowals_of_a_member_spare_a_confirmed_one(store: &dyn Store) {
    save_members(store);
    let (first, second, confirmed) = (totp(1).id, totp(2).id, totp(3).id);
    for (organization, disavowal) in [
        ("acme", a_disavowal(first, &[], 1)),
        ("acme", a_disavowal(second, &[first], 2)),
        ("acme", Disavowal { subject: subject("bob"), ..a_disavowal(first, &[], 3) }),
        ("other", a_disavowal(first, &[], 4)),
    ] {
        put(store, organization, &disavowal);
    }
    store.transaction(|tx| tx.disavowals().spare(&id("acme"), &subject("alice"), confirmed)).unwrap();
    let spared = |digest| find(store, digest).unwrap().1.spared.into_iter().collect::<Vec<_>>();
    assert_eq!((spared(1), spared(2)), (vec![confirmed], vec![first, confirmed]));
    assert_eq!((spared(3), spared(4)), (vec![], vec![]), "of another member, and in another organization");
}
