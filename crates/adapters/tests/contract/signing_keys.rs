//! The keys of our own tokens over time, on either database.

use std::sync::Arc;
use std::thread;

use jiff::{SignedDuration, Timestamp};
use portcullis_adapters::database::DieselStore;
use portcullis_adapters::jwt::{
    ClaimNames, HmacSecrets, IssuerKeys, JwtIdentityVerifier, JwtTokenIssuer, KeyState, Rotation, SigningKeys,
    TokenRules, TokenType, VerificationKeys,
};
use portcullis_adapters::{KeyringSealer, SealingKeys};
use portcullis_domain::SigningKeyRepository;
use portcullis_domain::testing::SeededRandom;
use portcullis_domain::{
    Error, FullAccess, IdentityVerifier as _, Method, OrganizationId, Result, Sealer, SessionId, SubjectId,
    TokenIssuer as _,
};

const OLD: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const NEW: &str = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=";

fn day(days: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + days * 24 * 3600).unwrap()
}

fn after(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds)).unwrap()
}

fn sealer(keys: &[&str]) -> Arc<dyn Sealer> {
    let keys = SealingKeys::parse(keys.iter().copied()).unwrap();
    Arc::new(KeyringSealer { keys, random: Arc::new(SeededRandom::new(1)) })
}

fn keys(store: &Arc<DieselStore>, encryption: &[&str]) -> SigningKeys {
    SigningKeys { repository: store.clone(), sealer: sealer(encryption) }
}

/// A replica with these encryption keys.
struct Replica(JwtIdentityVerifier, Arc<JwtTokenIssuer>);

impl Replica {
    fn new(store: &Arc<DieselStore>, encryption: &[&str]) -> Self {
        let rules = TokenRules {
            issuer: "https://mfa.example".into(),
            audiences: vec!["portcullis".into()],
            names: ClaimNames::default(),
            join: false,
        };
        let own = Arc::new(JwtTokenIssuer::new(store.clone(), sealer(encryption), rules.clone()));
        let secrets = HmacSecrets::new([b"0123456789abcdef0123456789abcdef".to_vec()]).unwrap();
        let keys = Arc::new(IssuerKeys::fixed(VerificationKeys::from_secrets(&secrets)));
        Self(JwtIdentityVerifier { keys, rules, token_type: TokenType::Any, own: Some(own.clone()) }, own)
    }

    fn issue(&self, now: Timestamp) -> String {
        let content = FullAccess {
            copied: None,
            subject: SubjectId::parse("alice").unwrap(),
            organization: OrganizationId::parse("acme").unwrap(),
            email: None,
            session: SessionId::new(now, &SeededRandom::new(1)).unwrap(),
            method: Method::Totp,
            verified_at: now,
        };
        self.1.issue(&content, now).unwrap()
    }

    fn takes(&self, token: &str, now: Timestamp) -> bool {
        self.0.verify(token, now).is_ok()
    }

    fn refresh(&self, now: Timestamp) -> Result<()> {
        self.1.refresh(now)
    }

    fn published(&self, now: Timestamp) -> usize {
        self.1.public_keys(now).unwrap().matches("\"kid\"").count()
    }
}

fn states(store: &Arc<DieselStore>, now: Timestamp) -> Vec<KeyState> {
    keys(store, &[OLD]).list(now).unwrap().into_iter().map(|(_, state)| state).collect()
}

fn concurrent_replicas_create_each_key_once(store: &Arc<DieselStore>) {
    let replicas: Vec<_> = (0..6).map(|_| Replica::new(store, &[OLD])).collect();
    for (now, expected) in [(day(0), 1), (day(89), 2), (day(100), 2)] {
        thread::scope(|scope| {
            for replica in &replicas {
                scope.spawn(move || replica.refresh(now).unwrap());
            }
        });
        assert_eq!(SigningKeyRepository::list(&**store).unwrap().len(), expected);
    }
}

fn next_key_is_published_a_day_before_it_signs(store: &Arc<DieselStore>) {
    let (one, two) = (Replica::new(store, &[OLD]), Replica::new(store, &[OLD]));
    for replica in [&one, &two] {
        replica.refresh(day(0)).unwrap();
    }
    one.refresh(day(89)).unwrap();
    two.refresh(day(89)).unwrap();
    assert_eq!((one.published(day(89)), two.published(day(89))), (2, 2));
    let last_of_the_old = one.issue(after(day(90), -1));
    assert_eq!(states(store, after(day(90), -1)), [KeyState::Signs, KeyState::Next]);
    let first_of_the_new = one.issue(day(90));
    let kid = |token: &str| token.split('.').next().unwrap().to_owned();
    assert_ne!(kid(&last_of_the_old), kid(&first_of_the_new));
    assert!(two.takes(&last_of_the_old, after(day(90), 14 * 60)) && two.takes(&first_of_the_new, day(90)));
    assert_eq!(states(store, day(90)), [KeyState::Verifies, KeyState::Signs]);
    assert_eq!((two.published(after(day(90), 75 * 60 - 1)), two.published(after(day(90), 75 * 60))), (2, 1));
    one.refresh(day(121)).unwrap();
    assert_eq!(states(store, day(121)), [KeyState::Signs], "what retired a month ago is forgotten");
}

fn leaked_key_is_retired_within_30_seconds(store: &Arc<DieselStore>) {
    let replica = Replica::new(store, &[OLD]);
    replica.refresh(day(0)).unwrap();
    let commands = keys(store, &[OLD]);
    assert_eq!(commands.rotate(Rotation::Early, day(1)).unwrap().len(), 1);
    assert_eq!(commands.rotate(Rotation::Early, day(1)).unwrap().len(), 0, "one waits already");
    let token = replica.issue(day(1));
    replica.refresh(day(1)).unwrap();
    let generation = replica.0.generation();
    replica.refresh(day(1)).unwrap();
    assert_eq!(replica.0.generation(), generation, "the keys are the same");
    assert_eq!(commands.rotate(Rotation::Immediate, day(1)).unwrap().len(), 1);
    replica.refresh(after(day(1), 10)).unwrap();
    assert_ne!(replica.0.generation(), generation, "what was verified before is to be verified again");
    let caller = replica.0.verify(&token, after(day(1), 10)).unwrap();
    assert_eq!(caller.expires_at, after(day(1), 30), "and remembered no longer than the key counts");
    assert!(replica.takes(&token, after(day(1), 29)));
    assert!(!replica.takes(&token, after(day(1), 30)));
    let next = replica.issue(after(day(1), 30));
    assert!(replica.takes(&next, after(day(1), 30)));
    assert_eq!(replica.published(after(day(1), 30)), 1);
}

fn resealed_keys_open_without_the_old_encryption_key(store: &Arc<DieselStore>) {
    Replica::new(store, &[OLD]).refresh(day(0)).unwrap();
    let token = {
        let replica = Replica::new(store, &[OLD]);
        replica.refresh(day(0)).unwrap();
        replica.issue(day(0))
    };
    let told = keys(store, &[NEW]).reseal(day(0)).unwrap();
    assert_eq!((told.keys, told.unopened.len()), (0, 1));
    assert_eq!(keys(store, &[NEW, OLD]).reseal(day(0)).unwrap().keys, 1);
    assert_eq!(keys(store, &[NEW, OLD]).reseal(day(0)).unwrap().keys, 0, "again changes nothing");
    let replica = Replica::new(store, &[NEW]);
    replica.refresh(day(0)).unwrap();
    assert!(replica.takes(&token, day(0)));
}

fn wrong_encryption_key_is_rejected_and_adds_no_key(store: &Arc<DieselStore>) {
    let replica = Replica::new(store, &[OLD]);
    replica.refresh(day(0)).unwrap();
    for now in [day(0), day(200)] {
        assert!(matches!(Replica::new(store, &[NEW]).refresh(now), Err(Error::Internal(_))));
        assert!(matches!(keys(store, &[NEW]).rotate(Rotation::Immediate, now), Err(Error::Internal(_))));
        assert_eq!(SigningKeyRepository::list(&**store).unwrap().len(), 1);
    }
    // what is retired keeps nobody back
    keys(store, &[OLD]).rotate(Rotation::Early, day(0)).unwrap();
    assert_eq!(keys(store, &[NEW, OLD]).reseal(day(2)).unwrap().keys, 1);
    assert_eq!(states(store, day(2)), [KeyState::Retired, KeyState::Signs]);
    let without_the_old = Replica::new(store, &[NEW]);
    without_the_old.refresh(day(2)).unwrap();
    assert_eq!(without_the_old.published(day(2)), 1);
}

/// Runs each function on both databases.
macro_rules! on_each_database {
    ($($promise:ident),+ $(,)?) => {
        #[cfg(feature = "sqlite")]
        mod sqlite {
            $(#[test] fn $promise() { super::$promise(&super::super::stores::Sqlite::new().store); })+
        }
        #[cfg(feature = "postgres")]
        mod postgres {
            $(#[test] fn $promise() { super::$promise(&super::super::stores::Postgres::new().store); })+
        }
    };
}

on_each_database! {
    concurrent_replicas_create_each_key_once,
    next_key_is_published_a_day_before_it_signs,
    leaked_key_is_retired_within_30_seconds,
    resealed_keys_open_without_the_old_encryption_key,
    wrong_encryption_key_is_rejected_and_adds_no_key,
}
