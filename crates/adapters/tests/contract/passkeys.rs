//! Contract of `AuthenticatorRepository` for passkeys, and of `CeremonyRepository`.

use portcullis_domain::{
    Authenticator, AuthenticatorName, AuthenticatorState, Ceremony, CeremonyPurpose, Credential, Error,
    PasskeyCredential, Resource, SessionBinding, Store,
};

use crate::fixtures::{at, authenticators, id, insert, save_members, subject, totp};

fn a_passkey(seed: u64, credential_id: &[u8]) -> Authenticator {
    let credential = PasskeyCredential {
        credential_id: credential_id.to_vec(),
        user_handle: [7; 16],
        sign_count: 3,
        record: "{\"ü\":1}".into(),
    };
    Authenticator { credential: Credential::Passkey(credential), ..totp(seed) }
}

pub(crate) fn credential_ids_are_unique_across_members(store: &dyn Store) {
    save_members(store);
    let one = a_passkey(1, b"one");
    insert(store, "acme", "alice", &one).unwrap();
    insert(store, "acme", "alice", &a_passkey(2, b"two")).unwrap();
    assert_eq!(authenticators(store, "acme", "alice")[0], one);
    let known = |credential: &[u8]| store.read(|tx| tx.authenticators().has_credential(credential)).unwrap();
    assert!(known(b"one") && known(b"two") && !known(b"on") && !known(b""));
    for (seed, organization, name) in [(3, "acme", "alice"), (4, "acme", "bob"), (5, "other", "alice")] {
        let again = insert(store, organization, name, &a_passkey(seed, b"one"));
        assert!(matches!(again, Err(Error::AlreadyExists(Resource::Authenticator))), "{again:?}");
    }
    // authenticators without a credential id never conflict
    insert(store, "acme", "bob", &totp(6)).unwrap();
    insert(store, "acme", "bob", &totp(7)).unwrap();
}

/// WA-12
pub(crate) fn sign_count_must_increase_or_stay_zero(store: &dyn Store) {
    save_members(store);
    let one = a_passkey(1, b"one");
    insert(store, "acme", "alice", &one).unwrap();
    let assert = |organization: &str, name: &str, count| {
        let asserted =
            PasskeyCredential { sign_count: count, record: format!("{count}"), ..one.passkey().unwrap().clone() };
        let (organization, name) = (id(organization), subject(name));
        let accepted = |tx: &mut dyn portcullis_domain::Transaction| {
            tx.authenticators().accept_assertion(&organization, &name, one.id, &asserted, at(50))
        };
        store.transaction(accepted).unwrap()
    };
    let set = |state: AuthenticatorState, count: u32| {
        let mut changed = one.clone();
        changed.state = state;
        let Credential::Passkey(passkey) = &mut changed.credential else { panic!("no passkey") };
        passkey.sign_count = count;
        store.transaction(|tx| tx.authenticators().update(&id("acme"), &subject("alice"), &changed)).unwrap();
    };
    assert!(!assert("acme", "alice", 3) && !assert("acme", "alice", 2) && !assert("acme", "alice", 0));
    assert!(!assert("acme", "bob", 4) && !assert("other", "alice", 4));
    assert!(assert("acme", "alice", 4));
    assert!(!assert("acme", "alice", 4));
    let kept = authenticators(store, "acme", "alice").remove(0);
    assert_eq!(kept.passkey().map(|kept| (kept.sign_count, &*kept.record)), Some((4, "4")));
    assert_eq!(kept.last_used_at, Some(at(50)));
    set(AuthenticatorState::Active, 0);
    assert!(assert("acme", "alice", 0) && assert("acme", "alice", 0), "the authenticator has no counter");
    set(AuthenticatorState::Disabled, 0);
    assert!(!assert("acme", "alice", 1));
}

fn a_ceremony(name: &str, session: &str, purpose: CeremonyPurpose, challenge: u8) -> Ceremony {
    Ceremony {
        subject: subject(name),
        session: SessionBinding::restore(session),
        purpose,
        challenge: vec![challenge; 32],
        state: format!("{{\"state\":{challenge}}}"),
        expires_at: at(300),
    }
}

/// WA-2
pub(crate) fn ceremony_is_taken_once_in_its_session(store: &dyn Store) {
    save_members(store);
    let register =
        || CeremonyPurpose::Register { name: AuthenticatorName::parse("Ümlaut's key").unwrap(), user_handle: [9; 16] };
    let put = |organization: &str, ceremony: &Ceremony| {
        store.transaction(|tx| tx.ceremonies().put(&id(organization), ceremony)).unwrap();
    };
    let take = |organization: &str, name: &str, session: &str, registers: bool| {
        let (organization, name, session) = (id(organization), subject(name), SessionBinding::restore(session));
        let taken = store.transaction(|tx| {
            if registers {
                tx.ceremonies().take_registration(&organization, &name, &session)
            } else {
                tx.ceremonies().take_assertion(&organization, &name, &session)
            }
        });
        taken.unwrap()
    };
    let first = a_ceremony("alice", "a", register(), 1);
    let second = a_ceremony("alice", "a", register(), 2);
    let elsewhere = a_ceremony("alice", "b", register(), 3);
    let assertion = a_ceremony("alice", "a", CeremonyPurpose::Assert, 4);
    for ceremony in [&first, &second, &elsewhere, &assertion] {
        put("acme", ceremony);
    }
    for (organization, name, session) in [("other", "alice", "a"), ("acme", "bob", "a"), ("acme", "alice", "")] {
        assert_eq!(take(organization, name, session, true), None);
    }
    assert_eq!(take("acme", "alice", "a", true), Some(second), "a newer ceremony replaces an older one");
    assert_eq!(take("acme", "alice", "a", true), None, "once");
    assert_eq!(take("acme", "alice", "b", true), Some(elsewhere.clone()));
    assert_eq!(take("acme", "alice", "a", false), Some(assertion.clone()));

    put("acme", &elsewhere);
    let later = Ceremony { expires_at: at(600), ..assertion };
    put("acme", &later);
    assert_eq!(take("acme", "alice", "b", true), None, "expired when the later one began");
    store.transaction(|tx| tx.ceremonies().delete_all(&id("acme"), &subject("alice"))).unwrap();
    assert_eq!(take("acme", "alice", "a", false), None);
}

pub(crate) fn pending_ceremonies_of_a_member_are_bounded(store: &dyn Store) {
    save_members(store);
    let most = u64::from(Ceremony::MOST_OF_A_MEMBER);
    let a_challenge = |name: &str, number: u64, purpose| {
        let began = at(1) + jiff::SignedDuration::from_millis(i64::try_from(number).unwrap());
        Ceremony { expires_at: began + Ceremony::LIFETIME, ..a_ceremony(name, &format!("s{number}"), purpose, 1) }
    };
    let register = CeremonyPurpose::Register { name: AuthenticatorName::parse("Key").unwrap(), user_handle: [9; 16] };
    let acme = id("acme");
    let mut put: Vec<_> = (0..=most).map(|number| a_challenge("alice", number, CeremonyPurpose::Assert)).collect();
    // those of another member and of the other purpose stay
    put.insert(0, a_challenge("bob", 0, CeremonyPurpose::Assert));
    put.insert(0, a_challenge("alice", 0, register));
    // a transaction has two seconds
    for part in put.chunks(100) {
        store.transaction(|tx| part.iter().try_for_each(|ceremony| tx.ceremonies().put(&acme, ceremony))).unwrap();
    }
    let assertion = |name: &str, number: u64| {
        let (name, session) = (subject(name), SessionBinding::restore(format!("s{number}")));
        store.transaction(|tx| tx.ceremonies().take_assertion(&acme, &name, &session)).unwrap()
    };
    assert_eq!(assertion("alice", 0), None, "the oldest");
    for number in [1, 2, most - 1, most] {
        assert!(assertion("alice", number).is_some(), "{number}");
    }
    assert!(assertion("bob", 0).is_some());
    let registration = |tx: &mut dyn portcullis_domain::Transaction| {
        tx.ceremonies().take_registration(&acme, &subject("alice"), &SessionBinding::restore("s0"))
    };
    assert!(store.transaction(registration).unwrap().is_some());
}
