//! Contract of replacing the encryption key.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use portcullis_domain::{Authenticator, AuthenticatorId, Reseal, Sealed, SealedSecret, Store, TotpCredential};

use crate::fixtures::{NEW_KEY, OLD_KEY, at, authenticators, id, insert, keyed, save_members, sealer, subject, totp};

/// An authenticator sealed with the key of this id.
fn sealed_by(key: &str, seed: u64) -> Authenticator {
    let mut one = totp(seed);
    one.totp_mut().unwrap().secret = Sealed { key_id: key.into(), bytes: vec![u8::try_from(seed).unwrap(); 9] };
    one
}

pub(crate) fn secrets_are_counted_and_paged_by_key(store: &dyn Store) {
    save_members(store);
    let [a, b, c, d] = [("old", 1), ("new", 2), ("older", 3), ("old", 4)].map(|(key, seed)| sealed_by(key, seed));
    for (organization, name, one) in [("other", "alice", &a), ("acme", "bob", &b), ("acme", "bob", &c)] {
        insert(store, organization, name, one).unwrap();
    }
    insert(store, "acme", "alice", &d).unwrap();
    let mut counted = store.read(|tx| tx.authenticators().sealed_by_key()).unwrap();
    counted.sort();
    assert_eq!(counted, [("new".into(), 1), ("old".into(), 2), ("older".into(), 1)]);

    let page = |after: Option<AuthenticatorId>| {
        store.read(|tx| tx.authenticators().sealed_by_others("new", after, 2)).unwrap()
    };
    let secret = |organization: &str, name: &str, one: &Authenticator| SealedSecret {
        organization: id(organization),
        subject: subject(name),
        id: one.id,
        secret: one.totp().unwrap().secret.clone(),
    };
    let first = page(None);
    assert_eq!(first, [secret("other", "alice", &a), secret("acme", "bob", &c)]);
    assert_eq!(page(Some(c.id)), [secret("acme", "alice", &d)]);
    assert_eq!(page(Some(d.id)), []);
}

pub(crate) fn only_an_unchanged_secret_is_resealed(store: &dyn Store) {
    save_members(store);
    let one = sealed_by("old", 1);
    insert(store, "acme", "alice", &one).unwrap();
    let kept = store.read(|tx| tx.authenticators().sealed_by_others("new", None, 9)).unwrap().remove(0);
    let resealed = Sealed { key_id: "new".into(), bytes: vec![7, 0, 7] };
    let reseal = |kept: &SealedSecret| store.transaction(|tx| tx.authenticators().reseal(kept, &resealed)).unwrap();

    let mut other = kept.clone();
    other.secret.bytes.push(0);
    assert!(!reseal(&other), "other bytes");
    other = SealedSecret { organization: id("other"), ..kept.clone() };
    assert!(!reseal(&other), "another organization");
    other = SealedSecret { subject: subject("bob"), ..kept.clone() };
    assert!(!reseal(&other), "another member");
    assert_eq!(authenticators(store, "acme", "alice"), std::slice::from_ref(&one));

    assert!(reseal(&kept));
    assert!(!reseal(&kept), "it was changed since it was read");
    let mut expected = one;
    expected.totp_mut().unwrap().secret = resealed.clone();
    assert_eq!(authenticators(store, "acme", "alice"), [expected]);
}

pub(crate) fn live_recovery_codes_are_counted_by_key(store: &dyn Store) {
    save_members(store);
    let waits_for = totp(1).id;
    store
        .transaction(|tx| {
            tx.recovery_codes().replace(&id("acme"), &subject("alice"), &keyed("old", &[[1; 32], [2; 32]]))?;
            tx.recovery_codes().replace(&id("other"), &subject("alice"), &keyed("old", &[[3; 32]]))?;
            tx.recovery_codes().replace(&id("acme"), &subject("bob"), &keyed("new", &[[4; 32]]))?;
            tx.recovery_codes().prepare(&id("acme"), &subject("bob"), waits_for, &keyed("new", &[[5; 32]]))?;
            assert!(tx.recovery_codes().spend(&id("acme"), &subject("alice"), &[[1; 32]], at(1))?);
            Ok(())
        })
        .unwrap();
    let counted = || {
        let mut counted = store.read(|tx| tx.recovery_codes().live_by_key()).unwrap();
        counted.sort();
        counted
    };
    assert_eq!(counted(), [(Some("new".into()), 1), (Some("old".into()), 2)]);
    store.transaction(|tx| tx.recovery_codes().go_live(&id("acme"), &subject("bob"), waits_for)).unwrap();
    store.transaction(|tx| tx.recovery_codes().delete_all(&id("other"), &subject("alice"))).unwrap();
    assert_eq!(counted(), [(Some("new".into()), 1), (Some("old".into()), 1)]);
}

/// A change writes the whole authenticator back, so that resealing must wait for it.
fn concurrent_reseal_and_change_are_both_kept<S: Store + 'static>(store: Arc<S>) {
    let store: Arc<dyn Store> = store;
    save_members(&*store);
    let mut one = totp(1);
    let place = TotpCredential::place(&id("acme"), &subject("alice"), one.id);
    one.totp_mut().unwrap().secret = sealer(&[OLD_KEY]).seal(b"secret", &place).unwrap();
    insert(&*store, "acme", "alice", &one).unwrap();
    let (done, resealed) = channel();
    let reseal = Reseal { store: store.clone(), sealer: sealer(&[NEW_KEY, OLD_KEY]) };
    store
        .transaction(|tx| {
            tx.organizations().lock(&id("acme"))?;
            let mut read = tx.authenticators().of(&id("acme"), &subject("alice"))?.remove(0);
            thread::spawn(move || done.send(reseal.execute().unwrap().authenticators));
            assert!(resealed.recv_timeout(Duration::from_millis(300)).is_err(), "it waits for the organization");
            read.name = "another".into();
            tx.authenticators().update(&id("acme"), &subject("alice"), &read)
        })
        .unwrap();
    assert_eq!(resealed.recv_timeout(Duration::from_secs(10)), Ok(1));
    let kept = authenticators(&*store, "acme", "alice").remove(0);
    assert_eq!(kept.name, "another");
    assert_eq!(&*sealer(&[NEW_KEY]).open(&kept.totp().unwrap().secret, &place).unwrap(), b"secret");
}

#[test]
fn concurrent_reseal_and_change_on_memory() {
    concurrent_reseal_and_change_are_both_kept(Arc::new(portcullis_domain::testing::MemoryStore::default()));
}

#[cfg(feature = "sqlite")]
#[test]
fn concurrent_reseal_and_change_on_sqlite() {
    let database = crate::fixtures::databases::Sqlite::new();
    concurrent_reseal_and_change_are_both_kept(database.store.clone());
}

#[cfg(feature = "postgres")]
#[test]
fn concurrent_reseal_and_change_on_postgres() {
    let database = crate::fixtures::databases::Postgres::new();
    concurrent_reseal_and_change_are_both_kept(database.store.clone());
}
