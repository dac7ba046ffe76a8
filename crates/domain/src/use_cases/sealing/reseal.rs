//! Seals secrets anew with the newest key.

use std::sync::Arc;

use crate::ports::{SealedSecret, Sealer, Store};
use crate::{Error, Result};

/// The number of secrets read at a time.
const BATCH: u32 = 100;

/// Reseals authenticator secrets that an older key sealed, while the service runs. For operators. Each secret is replaced
/// in a transaction of its own that locks the organization, and only if it has not changed since it was read. The run can
/// be interrupted and repeated, and overwrites no concurrent change.
///
/// Signing keys are resealed by the token issuer. Any other sealed value added to the store must be resealed here.
pub struct Reseal {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Seals and digests secrets.
    pub sealer: Arc<dyn Sealer>,
}

/// The result of resealing.
#[derive(Debug, Default)]
pub struct ResealSummary {
    /// The number of secrets that are now sealed with the newest key and were not before.
    pub authenticators: u64,
    /// The secrets that cannot be opened and stay unchanged.
    pub unopened: Vec<Unopened>,
}

/// A secret that cannot be opened.
#[derive(Debug)]
pub struct Unopened {
    /// The place that the secret is bound to.
    pub place: String,
    /// The id of the key that sealed it.
    pub key_id: String,
    /// Why it cannot be opened.
    pub reason: Error,
}

impl Reseal {
    /// Reseals all secrets. One that cannot be opened is reported and does not stop the others.
    pub fn execute(&self) -> Result<ResealSummary> {
        let newest = self.sealer.newest_key_id()?;
        let mut done = ResealSummary::default();
        let mut after = None;
        loop {
            let batch = self.store.read(|tx| tx.authenticators().sealed_by_others(&newest, after, BATCH))?;
            let Some(last) = batch.last() else { return Ok(done) };
            after = Some(last.id);
            for stored in batch {
                match self.sealer.open(&stored.secret, &stored.place()) {
                    Ok(secret) => done.authenticators += u64::from(self.put(&stored, &secret)?),
                    Err(reason) => {
                        let (place, key_id) = (stored.place(), stored.secret.key_id);
                        done.unopened.push(Unopened { place, key_id, reason });
                    }
                }
            }
        }
    }

    fn put(&self, stored: &SealedSecret, secret: &[u8]) -> Result<bool> {
        let resealed = self.sealer.seal(secret, &stored.place())?;
        self.store.transaction(|tx| {
            // every change of an authenticator writes back all of it under the organization's lock
            tx.organizations().lock(&stored.organization)?;
            tx.authenticators().reseal(stored, &resealed)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::model::authenticator::{Authenticator, AuthenticatorState, Credential, Enrolment, TotpCredential};
    use crate::model::identity::{AuthenticatorId, OrganizationId, SubjectId};
    use crate::model::membership::Role;
    use crate::model::sealed::{Digest, Sealed, Secret};
    use crate::ports::{Clock as _, Random as _};
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::PlainSealer;
    use crate::testing::SeededRandom;
    use crate::testing::an_organization;

    type Meanwhile = Box<dyn FnOnce() + Send>;

    /// Seals with the key `new`, opens values of `new` and `old`, and runs a closure at the first call of `seal`.
    #[derive(Default)]
    struct TwoKeys(Mutex<Option<Meanwhile>>);

    impl Sealer for TwoKeys {
        fn seal(&self, secret: &[u8], place: &str) -> Result<Sealed> {
            if let Some(meanwhile) = self.0.lock().unwrap().take() {
                meanwhile();
            }
            Ok(Sealed { key_id: "new".into(), ..PlainSealer.seal(secret, place)? })
        }

        fn open(&self, sealed: &Sealed, place: &str) -> Result<Secret> {
            if sealed.key_id == "lost" {
                return Err(Error::internal("no such key"));
            }
            PlainSealer.open(sealed, place)
        }

        fn digests(&self, purpose: &str, value: &[u8]) -> Result<Vec<Digest>> {
            PlainSealer.digests(purpose, value)
        }

        fn key_ids(&self) -> Vec<String> {
            vec!["new".into(), "old".into()]
        }
    }

    fn alice() -> (OrganizationId, SubjectId) {
        (OrganizationId::parse("acme").unwrap(), SubjectId::parse("alice").unwrap())
    }

    /// A store in which `alice` has an authenticator sealed with each of these keys.
    fn store_with(keys: &[&str]) -> Arc<MemoryStore> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::User).save(&*store).unwrap();
        let (acme, alice) = alice();
        let now = FixedClock::at("2026-01-01T00:00:00Z").now();
        let random = SeededRandom::new(1);
        let store_of: &dyn Store = &*store;
        store_of
            .transaction(|tx| {
                for key in keys {
                    let id = AuthenticatorId::new(now, &random)?;
                    let mut secret = [0; 20];
                    random.fill(&mut secret)?;
                    let sealed = PlainSealer.seal(&secret, &TotpCredential::place(&acme, &alice, id))?;
                    let one = Authenticator {
                        id,
                        name: "app".into(),
                        state: AuthenticatorState::Active,
                        credential: Credential::Totp(TotpCredential {
                            secret: Sealed { key_id: (*key).into(), ..sealed },
                            last_step: None,
                        }),
                        created_at: now,
                        last_used_at: None,
                        enrolment: Enrolment::default(),
                    };
                    tx.authenticators().insert(&acme, &alice, &one)?;
                }
                Ok(())
            })
            .unwrap();
        store
    }

    fn keys_of(store: &dyn Store) -> Vec<String> {
        let (acme, alice) = alice();
        let theirs = store.read(|tx| tx.authenticators().of(&acme, &alice)).unwrap();
        theirs.iter().filter_map(|one| one.totp()).map(|totp| totp.secret.key_id.clone()).collect()
    }

    #[test]
    fn older_secrets_are_resealed_once_and_still_open() {
        let keys: Vec<_> = std::iter::repeat_n("old", 250).chain(["new"]).collect();
        let store = store_with(&keys);
        let reseal = Reseal { store: store.clone(), sealer: Arc::new(TwoKeys::default()) };
        assert_eq!(reseal.execute().unwrap().authenticators, 250);
        assert!(keys_of(&*store).iter().all(|key| key == "new"));
        let (acme, alice) = alice();
        let store: Arc<dyn Store> = store;
        for one in store.read(|tx| tx.authenticators().of(&acme, &alice)).unwrap() {
            let place = TotpCredential::place(&acme, &alice, one.id);
            assert_eq!(PlainSealer.open(&one.totp().unwrap().secret, &place).unwrap().len(), 20);
        }
        assert_eq!(reseal.execute().unwrap().authenticators, 0, "repeating changes nothing");
    }

    #[test]
    fn unopenable_secret_is_reported_and_others_are_resealed() {
        let store = store_with(&["old", "lost", "old"]);
        let reseal = Reseal { store: store.clone(), sealer: Arc::new(TwoKeys::default()) };
        let done = reseal.execute().unwrap();
        let [unopened] = &*done.unopened else { panic!("{done:?}") };
        assert_eq!((done.authenticators, &*unopened.key_id), (2, "lost"));
        assert!(unopened.place.starts_with("totp acme alice "), "{unopened:?}");
        assert_eq!(keys_of(&*store), ["new", "lost", "new"]);
    }

    #[test]
    fn store_failure_stops_the_run_and_the_next_one_continues() {
        let store = store_with(&["old", "old", "old"]);
        let reseal = Reseal { store: store.clone(), sealer: Arc::new(TwoKeys::default()) };
        store.fail_at_call(9);
        assert!(matches!(reseal.execute(), Err(Error::Unavailable(_))));
        assert!(keys_of(&*store).contains(&"old".to_owned()) && keys_of(&*store).contains(&"new".to_owned()));
        reseal.execute().unwrap();
        assert_eq!(keys_of(&*store), ["new", "new", "new"]);
    }

    #[test]
    fn concurrent_change_is_not_overwritten() {
        let store = store_with(&["old"]);
        let changed: Arc<dyn Store> = store.clone();
        let meanwhile = move || {
            let (acme, alice) = alice();
            changed
                .transaction(|tx| {
                    let mut one = tx.authenticators().of(&acme, &alice)?.pop().unwrap();
                    one.totp_mut().unwrap().secret.bytes = vec![7];
                    tx.authenticators().update(&acme, &alice, &one)
                })
                .unwrap();
        };
        let sealer = TwoKeys(Mutex::new(Some(Box::new(meanwhile))));
        let done = Reseal { store: store.clone(), sealer: Arc::new(sealer) }.execute().unwrap();
        assert_eq!((done.authenticators, keys_of(&*store)), (0, vec!["old".to_owned()]));
    }
}
