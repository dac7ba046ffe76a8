//! Contract of `SigningKeyRepository`, through the keys' life in several replicas.

use std::sync::Arc;
use std::thread;

use jiff::{SignedDuration, Timestamp};
use portcullis_adapters::jwt::{
    HmacSecrets, IssuerKeys, JwtIdentityVerifier, JwtTokenIssuer, KeyState, Rotation, SigningKeys, TokenType,
    VerificationKeys,
};
use portcullis_domain::testing::SeededRandom;
use portcullis_domain::{
    Error, FullAccess, IdentityVerifier as _, Method, Result, SessionId, SigningKeyRepository, TokenIssuer as _,
};

use crate::fixtures::{NEW_KEY, OLD_KEY, id, sealer, subject, token_rules};

type Repository = Arc<dyn SigningKeyRepository>;

fn day(days: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + days * 24 * 3600).unwrap()
}

fn after(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds)).unwrap()
}

fn keys(store: &Repository, encryption: &[&str]) -> SigningKeys {
    SigningKeys { repository: store.clone(), sealer: sealer(encryption) }
}

/// A replica of the service.
struct Replica(JwtIdentityVerifier, Arc<JwtTokenIssuer>);

impl Replica {
    fn new(store: &Repository, encryption: &[&str]) -> Self {
        let rules = token_rules("https://mfa.example");
        let own = Arc::new(JwtTokenIssuer::new(store.clone(), sealer(encryption), rules.clone()));
        let secrets = HmacSecrets::new([b"0123456789abcdef0123456789abcdef".to_vec()]).unwrap();
        let keys = Arc::new(IssuerKeys::fixed(VerificationKeys::from_secrets(&secrets)));
        let (token_type, sealer, logout_audiences) = (TokenType::Any, sealer(encryption), Vec::new());
        Self(JwtIdentityVerifier { keys, rules, token_type, own: Some(own.clone()), sealer, logout_audiences }, own)
    }

    fn issue(&self, now: Timestamp) -> String {
        let content = FullAccess {
            audience: None,
            copied: None,
            subject: subject("alice"),
            organization: id("acme"),
            email: None,
            session: SessionId::new(now, &SeededRandom::new(1)).unwrap(),
            method: Method::Totp,
            verified_at: now,
            session_expires_at: None,
        };
        self.1.issue(&content, now).unwrap()
    }

    fn accepts(&self, token: &str, now: Timestamp) -> bool {
        self.0.verify(token, now).is_ok()
    }

    fn refresh(&self, now: Timestamp) -> Result<()> {
        self.1.refresh(now)
    }

    fn published(&self, now: Timestamp) -> usize {
        self.1.public_keys(now).unwrap().matches("\"kid\"").count()
    }
}

fn states(store: &Repository, now: Timestamp) -> Vec<KeyState> {
    keys(store, &[OLD_KEY]).list(now).unwrap().into_iter().map(|(_, state)| state).collect()
}

fn concurrent_replicas_create_each_key_once(store: &Repository) {
    let replicas: Vec<_> = (0..6).map(|_| Replica::new(store, &[OLD_KEY])).collect();
    for (now, expected) in [(day(0), 1), (day(89), 2), (day(100), 2)] {
        thread::scope(|scope| {
            for replica in &replicas {
                scope.spawn(move || replica.refresh(now).unwrap());
            }
        });
        assert_eq!(store.list().unwrap().len(), expected);
    }
}

fn next_key_is_published_a_day_before_it_signs(store: &Repository) {
    let (one, two) = (Replica::new(store, &[OLD_KEY]), Replica::new(store, &[OLD_KEY]));
    for replica in [&one, &two] {
        replica.refresh(day(0)).unwrap();
    }
    one.refresh(day(89)).unwrap();
    two.refresh(day(89)).unwrap();
    assert_eq!((one.published(day(89)), two.published(day(89))), (2, 2));
    let last_of_old = one.issue(after(day(90), -1));
    assert_eq!(states(store, after(day(90), -1)), [KeyState::Signs, KeyState::Next]);
    let first_of_new = one.issue(day(90));
    let kid = |token: &str| token.split('.').next().unwrap().to_owned();
    assert_ne!(kid(&last_of_old), kid(&first_of_new));
    assert!(two.accepts(&last_of_old, after(day(90), 14 * 60)) && two.accepts(&first_of_new, day(90)));
    assert_eq!(states(store, day(90)), [KeyState::Verifies, KeyState::Signs]);
    assert_eq!((two.published(after(day(90), 75 * 60 - 1)), two.published(after(day(90), 75 * 60))), (2, 1));
    one.refresh(day(121)).unwrap();
    assert_eq!(states(store, day(121)), [KeyState::Signs], "a key that retired a month ago is deleted");
}

fn leaked_key_is_retired_within_30_seconds(store: &Repository) {
    let replica = Replica::new(store, &[OLD_KEY]);
    replica.refresh(day(0)).unwrap();
    let commands = keys(store, &[OLD_KEY]);
    assert_eq!(commands.rotate(Rotation::Early, day(1)).unwrap().len(), 1);
    assert_eq!(commands.rotate(Rotation::Early, day(1)).unwrap().len(), 0, "the next key exists already");
    let token = replica.issue(day(1));
    replica.refresh(day(1)).unwrap();
    let generation = replica.0.generation();
    replica.refresh(day(1)).unwrap();
    assert_eq!(replica.0.generation(), generation, "the keys are the same");
    assert_eq!(commands.rotate(Rotation::Immediate, day(1)).unwrap().len(), 1);
    replica.refresh(after(day(1), 10)).unwrap();
    assert_ne!(replica.0.generation(), generation, "cached callers must be invalidated");
    let caller = replica.0.verify(&token, after(day(1), 10)).unwrap();
    assert_eq!(caller.expires_at, after(day(1), 30), "a cached caller expires with the key");
    assert!(replica.accepts(&token, after(day(1), 29)));
    assert!(!replica.accepts(&token, after(day(1), 30)));
    let next = replica.issue(after(day(1), 30));
    assert!(replica.accepts(&next, after(day(1), 30)));
    assert_eq!(replica.published(after(day(1), 30)), 1);
}

fn resealed_keys_open_with_new_key_encryption_key(store: &Repository) {
    Replica::new(store, &[OLD_KEY]).refresh(day(0)).unwrap();
    let token = {
        let replica = Replica::new(store, &[OLD_KEY]);
        replica.refresh(day(0)).unwrap();
        replica.issue(day(0))
    };
    let resealed = keys(store, &[NEW_KEY]).reseal(day(0)).unwrap();
    assert_eq!((resealed.keys, resealed.unopened.len()), (0, 1));
    assert_eq!(keys(store, &[NEW_KEY, OLD_KEY]).reseal(day(0)).unwrap().keys, 1);
    assert_eq!(keys(store, &[NEW_KEY, OLD_KEY]).reseal(day(0)).unwrap().keys, 0, "repeating it changes nothing");
    let replica = Replica::new(store, &[NEW_KEY]);
    replica.refresh(day(0)).unwrap();
    assert!(replica.accepts(&token, day(0)));
}

fn wrong_encryption_key_is_rejected_and_adds_no_key(store: &Repository) {
    let replica = Replica::new(store, &[OLD_KEY]);
    replica.refresh(day(0)).unwrap();
    for now in [day(0), day(200)] {
        assert!(matches!(Replica::new(store, &[NEW_KEY]).refresh(now), Err(Error::Internal(_))));
        assert!(matches!(keys(store, &[NEW_KEY]).rotate(Rotation::Immediate, now), Err(Error::Internal(_))));
        assert_eq!(store.list().unwrap().len(), 1);
    }
    // a retired key need not open
    keys(store, &[OLD_KEY]).rotate(Rotation::Early, day(0)).unwrap();
    assert_eq!(keys(store, &[NEW_KEY, OLD_KEY]).reseal(day(2)).unwrap().keys, 1);
    assert_eq!(states(store, day(2)), [KeyState::Retired, KeyState::Signs]);
    let with_new_key = Replica::new(store, &[NEW_KEY]);
    with_new_key.refresh(day(2)).unwrap();
    assert_eq!(with_new_key.published(day(2)), 1);
}

/// Runs each test on memory and on both databases.
macro_rules! on_each_store {
    ($($test:ident),+ $(,)?) => {
        mod memory {
            $(#[test] fn $test() {
                let store: super::Repository = std::sync::Arc::new(portcullis_domain::testing::MemoryStore::default());
                super::$test(&store);
            })+
        }
        #[cfg(feature = "sqlite")]
        mod sqlite {
            $(#[test] fn $test() {
                let database = crate::fixtures::databases::Sqlite::new();
                let store: super::Repository = database.store.clone();
                super::$test(&store);
            })+
        }
        #[cfg(feature = "postgres")]
        mod postgres {
            $(#[test] fn $test() {
                let database = crate::fixtures::databases::Postgres::new();
                let store: super::Repository = database.store.clone();
                super::$test(&store);
            })+
        }
    };
}

on_each_store! {
    concurrent_replicas_create_each_key_once,
    next_key_is_published_a_day_before_it_signs,
    leaked_key_is_retired_within_30_seconds,
    resealed_keys_open_with_new_key_encryption_key,
    wrong_encryption_key_is_rejected_and_adds_no_key,
}
