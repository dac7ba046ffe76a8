//! What older keys sealed is sealed with the newest.

use std::sync::Arc;

use crate::ports::{SealedSecret, Sealer, Store};
use crate::{Error, Result};

/// How many values are read at a time.
const BATCH: u32 = 100;

/// Seals every secret of an authenticator anew that an older key sealed, for the operator of the installation, while
/// the service goes on. Each in a transaction of its own that holds its organization, and only if it is still what was
/// read: it may be stopped at any time and begun again, and whoever changes an authenticator meanwhile is not undone.
///
/// Whatever else is kept sealed in the store is to be resealed here too, by methods of its own repository like the three
/// of [`AuthenticatorRepository`](crate::ports::AuthenticatorRepository). Our signing keys are kept beside the
/// store, by who issues our tokens, and resealed there.
pub struct Reseal {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Seals and digests secrets.
    pub sealer: Arc<dyn Sealer>,
}

/// What was done.
#[derive(Debug, Default)]
pub struct ResealSummary {
    /// How many secrets of authenticators are under the newest key now, and were not.
    pub authenticators: u64,
    /// Those that stay as they are, for they do not open.
    pub unopened: Vec<Unopened>,
}

/// A secret that does not open.
#[derive(Debug)]
pub struct Unopened {
    /// Where it is.
    pub place: String,
    /// The key that sealed it.
    pub key_id: String,
    /// Why it does not.
    pub reason: Error,
}

impl Reseal {
    /// Goes through all of them once. One that does not open is told of and keeps no other from being resealed.
    pub fn execute(&self) -> Result<ResealSummary> {
        let newest = self.sealer.newest_key_id()?;
        let mut done = ResealSummary::default();
        let mut after = None;
        loop {
            let batch = self.store.read(|tx| tx.authenticators().sealed_by_others(&newest, after, BATCH))?;
            let Some(last) = batch.last() else { return Ok(done) };
            after = Some(last.id);
            for kept in batch {
                match self.sealer.open(&kept.secret, &kept.place()) {
                    Ok(secret) => done.authenticators += u64::from(self.put(&kept, &secret)?),
                    Err(reason) => {
                        let (place, key_id) = (kept.place(), kept.secret.key_id);
                        done.unopened.push(Unopened { place, key_id, reason });
                    }
                }
            }
        }
    }

    fn put(&self, kept: &SealedSecret, secret: &[u8]) -> Result<bool> {
        let resealed = self.sealer.seal(secret, &kept.place())?;
        self.store.transaction(|tx| {
            // whoever changes an authenticator writes back what they read of it, and holds the organization meanwhile
            tx.organizations().lock(&kept.organization)?;
            tx.authenticators().reseal(kept, &resealed)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::model::authenticator::{Authenticator, AuthenticatorState, Credential, TotpCredential};
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

    /// Seals under the key `new`, opens what is under `new` and `old`, and does something else when it is first asked to.
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

    /// Alice holds one under each of these keys.
    fn holding(keys: &[&str]) -> Arc<MemoryStore> {
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
    fn everything_older_is_resealed_once_and_opens_where_it_stands() {
        let keys: Vec<_> = std::iter::repeat_n("old", 250).chain(["new"]).collect();
        let store = holding(&keys);
        let reseal = Reseal { store: store.clone(), sealer: Arc::new(TwoKeys::default()) };
        assert_eq!(reseal.execute().unwrap().authenticators, 250);
        assert!(keys_of(&*store).iter().all(|key| key == "new"));
        let (acme, alice) = alice();
        let store: Arc<dyn Store> = store;
        for one in store.read(|tx| tx.authenticators().of(&acme, &alice)).unwrap() {
            let place = TotpCredential::place(&acme, &alice, one.id);
            assert_eq!(PlainSealer.open(&one.totp().unwrap().secret, &place).unwrap().len(), 20);
        }
        assert_eq!(reseal.execute().unwrap().authenticators, 0, "again changes nothing");
    }

    #[test]
    fn one_that_does_not_open_is_told_of_and_keeps_no_other_back() {
        let store = holding(&["old", "lost", "old"]);
        let reseal = Reseal { store: store.clone(), sealer: Arc::new(TwoKeys::default()) };
        let done = reseal.execute().unwrap();
        let [unopened] = &*done.unopened else { panic!("{done:?}") };
        assert_eq!((done.authenticators, &*unopened.key_id), (2, "lost"));
        assert!(unopened.place.starts_with("totp acme alice "), "{unopened:?}");
        assert_eq!(keys_of(&*store), ["new", "lost", "new"]);
    }

    #[test]
    fn a_failing_store_ends_it_and_the_next_run_goes_on() {
        let store = holding(&["old", "old", "old"]);
        let reseal = Reseal { store: store.clone(), sealer: Arc::new(TwoKeys::default()) };
        store.fail_at_call(9);
        assert!(matches!(reseal.execute(), Err(Error::Unavailable(_))));
        assert!(keys_of(&*store).contains(&"old".to_owned()) && keys_of(&*store).contains(&"new".to_owned()));
        reseal.execute().unwrap();
        assert_eq!(keys_of(&*store), ["new", "new", "new"]);
    }

    #[test]
    fn what_was_taken_away_or_replaced_meanwhile_stays_so() {
        let store = holding(&["old"]);
        let taken: Arc<dyn Store> = store.clone();
        let meanwhile = move || {
            let (acme, alice) = alice();
            taken
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
