//! Contract of `AuthenticatorRepository`, `RecoveryCodeRepository`, `AttemptRepository` and `SessionRepository`.

use std::thread;

use portcullis_domain::testing::SeededRandom;
use portcullis_domain::{
    Audience, Authenticator, AuthenticatorState, CopiedClaims, Enrolment, Error, Evidence, Method, MfaSession,
    RefreshState, Resource, SessionBinding, SessionId, Store,
};

use crate::fixtures::{at, authenticators, id, insert, keyed, save_members, subject, totp};

pub(crate) fn authenticators_belong_to_one_membership(store: &dyn Store) {
    save_members(store);
    let active = totp(1);
    let mut pending = totp(2);
    pending.state =
        AuthenticatorState::Pending { expires_at: at(600), session: SessionBinding::restore("provider sid-1") };
    pending.totp_mut().unwrap().last_step = None;
    pending.last_used_at = None;
    pending.enrolment = Enrolment::default();
    let mut disabled = totp(3);
    disabled.state = AuthenticatorState::Disabled;
    for one in [&active, &pending, &disabled] {
        insert(store, "acme", "alice", one).unwrap();
    }
    let suspended = Authenticator { state: AuthenticatorState::Suspended { since: at(7) }, ..totp(5) };
    insert(store, "acme", "alice", &suspended).unwrap();
    assert_eq!(authenticators(store, "acme", "alice"), [active, pending, disabled, suspended]);
    assert_eq!((authenticators(store, "other", "alice"), authenticators(store, "acme", "bob")), (vec![], vec![]));
    assert!(matches!(insert(store, "other", "bob", &totp(4)), Err(Error::Internal(_))), "bob is not a member there");
}

pub(crate) fn only_its_member_changes_an_authenticator(store: &dyn Store) {
    save_members(store);
    let one = totp(1);
    insert(store, "acme", "alice", &one).unwrap();
    let renamed = Authenticator { name: "another".into(), state: AuthenticatorState::Disabled, ..one.clone() };
    for (organization, name) in [("other", "alice"), ("acme", "bob")] {
        let stolen = store.transaction(|tx| tx.authenticators().update(&id(organization), &subject(name), &renamed));
        assert!(matches!(stolen, Err(Error::Stale(Resource::Authenticator))), "{stolen:?}");
        store.transaction(|tx| tx.authenticators().delete(&id(organization), &subject(name), one.id)).unwrap();
    }
    assert_eq!(authenticators(store, "acme", "alice"), std::slice::from_ref(&one));
    store.transaction(|tx| tx.authenticators().update(&id("acme"), &subject("alice"), &renamed)).unwrap();
    assert_eq!(authenticators(store, "acme", "alice"), [renamed]);
    store.transaction(|tx| tx.authenticators().delete(&id("acme"), &subject("alice"), one.id)).unwrap();
    assert_eq!(authenticators(store, "acme", "alice"), []);
}

pub(crate) fn pending_setups_of_other_sessions_stay(store: &dyn Store) {
    save_members(store);
    let (acme, alice) = (id("acme"), subject("alice"));
    let pending = |seed: u64, session: &str, until: i64| Authenticator {
        state: AuthenticatorState::Pending { expires_at: at(until), session: SessionBinding::restore(session) },
        ..totp(seed)
    };
    let (replaced, kept, expired) = (pending(1, "sid-1", 600), pending(2, "sid-2", 600), pending(3, "sid-2", 10));
    let (active, elsewhere) = (totp(4), pending(5, "sid-1", 600));
    for (nth, one) in [&replaced, &kept, &expired].into_iter().enumerate() {
        insert(store, "acme", "alice", one).unwrap();
        let digest = [u8::try_from(nth).unwrap(); 32];
        store.transaction(|tx| tx.recovery_codes().prepare(&acme, &alice, one.id, &keyed("key", &[digest]))).unwrap();
    }
    insert(store, "acme", "alice", &active).unwrap();
    insert(store, "other", "alice", &elsewhere).unwrap();
    let delete = |method| {
        let session = SessionBinding::restore("sid-1");
        store.transaction(|tx| tx.authenticators().delete_pending(&acme, &alice, method, &session, at(10))).unwrap();
    };
    delete(Method::MagicLink);
    assert_eq!(authenticators(store, "acme", "alice"), [replaced.clone(), kept.clone(), active.clone()]);
    delete(Method::Totp);
    assert_eq!(authenticators(store, "acme", "alice"), [kept.clone(), active]);
    assert_eq!(authenticators(store, "other", "alice"), [elsewhere]);
    for (one, live) in [(replaced, 0), (expired, 0), (kept, 1)] {
        store.transaction(|tx| tx.recovery_codes().go_live(&acme, &alice, one.id)).unwrap();
        assert_eq!(store.read(|tx| tx.recovery_codes().remaining(&acme, &alice)).unwrap(), live);
    }
}

pub(crate) fn time_step_is_accepted_once_and_only_forwards(store: &dyn Store) {
    save_members(store);
    let one = totp(1);
    insert(store, "acme", "alice", &one).unwrap();
    let accept = |organization: &str, name: &str, step| {
        let (organization, name) = (id(organization), subject(name));
        store.transaction(|tx| tx.authenticators().accept_step(&organization, &name, one.id, step, at(9))).unwrap()
    };
    assert!(!accept("acme", "alice", 57_000_000));
    assert!(!accept("acme", "alice", 56_999_999));
    assert!(!accept("acme", "bob", 57_000_001) && !accept("other", "alice", 57_000_001));
    assert!(accept("acme", "alice", 57_000_001));
    assert!(!accept("acme", "alice", 57_000_001));
    assert_eq!(authenticators(store, "acme", "alice")[0].last_used_at, Some(at(9)));

    // OTP-2
    let accepted: usize = thread::scope(|scope| {
        let claimers: Vec<_> = (0..8).map(|_| scope.spawn(|| accept("acme", "alice", 57_000_002))).collect();
        claimers.into_iter().map(|claimer| usize::from(claimer.join().unwrap())).sum()
    });
    assert_eq!(accepted, 1);

    let disabled = Authenticator { state: AuthenticatorState::Disabled, ..one.clone() };
    store.transaction(|tx| tx.authenticators().update(&id("acme"), &subject("alice"), &disabled)).unwrap();
    assert!(!accept("acme", "alice", 58_000_000), "a disabled authenticator accepts no step");
}

pub(crate) fn recovery_codes_work_once_while_live(store: &dyn Store) {
    save_members(store);
    let (acme, alice) = (id("acme"), subject("alice"));
    let (first, second) = (totp(1).id, totp(2).id);
    let spend = |organization: &str, name: &str, digests: &[[u8; 32]]| {
        let (organization, name) = (id(organization), subject(name));
        store.transaction(|tx| tx.recovery_codes().spend(&organization, &name, digests, at(1))).unwrap()
    };
    let remaining = || store.read(|tx| tx.recovery_codes().remaining(&acme, &alice)).unwrap();
    let prepare = |authenticator, digests: &[[u8; 32]]| {
        store
            .transaction(|tx| tx.recovery_codes().prepare(&acme, &alice, authenticator, &keyed("key", digests)))
            .unwrap();
    };
    let go_live = |authenticator| {
        store.transaction(|tx| tx.recovery_codes().go_live(&acme, &alice, authenticator)).unwrap();
    };

    prepare(first, &[[1; 32], [2; 32], [3; 32]]);
    assert_eq!(remaining(), 0);
    assert!(!spend("acme", "alice", &[[1; 32]]), "codes are not live before confirmation");
    go_live(first);
    assert_eq!(remaining(), 3);
    assert!(!spend("acme", "bob", &[[1; 32]]) && !spend("other", "alice", &[[1; 32]]));
    // a code has a digest under each key
    assert!(spend("acme", "alice", &[[9; 32], [1; 32]]));
    assert!(!spend("acme", "alice", &[[1; 32]]));
    assert_eq!(remaining(), 2);

    // RC-2
    let successes: usize = thread::scope(|scope| {
        let claimers: Vec<_> = (0..8).map(|_| scope.spawn(|| spend("acme", "alice", &[[2; 32]]))).collect();
        claimers.into_iter().map(|claimer| usize::from(claimer.join().unwrap())).sum()
    });
    assert_eq!(successes, 1);

    // RC-3: a new set replaces the live one when it is confirmed, and a pending one is replaced by the next
    prepare(second, &[[4; 32]]);
    prepare(second, &[[5; 32]]);
    assert_eq!(remaining(), 1);
    go_live(second);
    assert!(!spend("acme", "alice", &[[3; 32]]) && !spend("acme", "alice", &[[4; 32]]));
    assert!(spend("acme", "alice", &[[5; 32]]));
    // `replace` leaves the pending set alone
    prepare(first, &[[6; 32]]);
    store.transaction(|tx| tx.recovery_codes().replace(&acme, &alice, &keyed("key", &[[7; 32], [8; 32]]))).unwrap();
    assert_eq!(remaining(), 2);
    assert!(spend("acme", "alice", &[[7; 32]]));
    go_live(first);
    assert!(!spend("acme", "alice", &[[8; 32]]) && spend("acme", "alice", &[[6; 32]]));

    prepare(first, &[[10; 32]]);
    store.transaction(|tx| tx.recovery_codes().delete_all(&acme, &alice)).unwrap();
    go_live(first);
    assert_eq!(remaining(), 0);
}

pub(crate) fn evidence_is_found_until_its_session_ends(store: &dyn Store) {
    save_members(store);
    let session = |seed: i64, name: &str, provider_session: Option<&str>, method| MfaSession {
        audience: Some(Audience::new(vec!["portcullis".into(), "mfa, \"ü\"".into()])),
        copied: Some(CopiedClaims::new("{\"ü\":1}")),
        id: SessionId::new(at(seed), &SeededRandom::new(u64::try_from(seed).unwrap())).unwrap(),
        subject: subject(name),
        provider_session: provider_session.map(str::to_owned),
        method,
        authenticator: (method == Method::Totp).then(|| totp(1).id),
        verified_at: at(seed),
        login_at: None,
        expires_at: None,
        ended_at: None,
        refresh: RefreshState { current: [u8::try_from(seed).unwrap(); 32], previous: None, rotated_at: at(seed) },
    };
    let older = session(1, "alice", Some("sid-1"), Method::Totp);
    let newer = session(2, "alice", Some("sid-1"), Method::RecoveryCode);
    let elsewhere = session(3, "alice", Some("sid-2"), Method::Totp);
    let unbound = session(4, "alice", None, Method::Totp);
    let again = session(5, "alice", Some("sid-2"), Method::Totp);
    for one in [&newer, &older, &again, &elsewhere, &unbound] {
        store.transaction(|tx| tx.sessions().insert(&id("acme"), one)).unwrap();
    }
    let proved = |organization: &str, name: &str, sid: &str| {
        store.read(|tx| tx.sessions().proved_in(&id(organization), &subject(name), sid, &[])).unwrap()
    };
    let all = store.read(|tx| tx.sessions().of(&id("acme"), &subject("alice"))).unwrap();
    assert_eq!(all, [again.clone(), unbound.clone(), elsewhere.clone(), newer.clone(), older.clone()]);
    assert_eq!(store.read(|tx| tx.sessions().of(&id("other"), &subject("alice"))).unwrap(), []);
    // the newest of each method, newest first
    let evidence = |session: &MfaSession| Evidence::of(session.method, session.verified_at);
    assert_eq!(proved("acme", "alice", "sid-1"), [evidence(&newer), evidence(&older)]);
    assert_eq!(proved("acme", "alice", "sid-2"), [evidence(&again)]);
    for (organization, name, sid) in
        [("acme", "alice", ""), ("acme", "alice", "SID-1"), ("other", "alice", "sid-1"), ("acme", "bob", "sid-1")]
    {
        assert_eq!(proved(organization, name, sid), [], "{organization} {name} {sid}");
    }
    // by id and by refresh token
    let (acme, alice) = (id("acme"), subject("alice"));
    let find = |one: &MfaSession| store.read(|tx| tx.sessions().find(&acme, &alice, one.id)).unwrap();
    assert_eq!(find(&unbound), Some(unbound.clone()));
    assert_eq!(store.read(|tx| tx.sessions().find(&id("other"), &alice, unbound.id)).unwrap(), None);
    let mut rotated = unbound.clone();
    rotated.refresh = RefreshState { current: [77; 32], previous: Some([4; 32]), rotated_at: at(8) };
    store.transaction(|tx| tx.sessions().update(&acme, &rotated)).unwrap();
    let by = |digest: u8| store.read(|tx| tx.sessions().refreshed_by(&[[99; 32], [digest; 32]])).unwrap();
    assert_eq!((by(77), by(4)), (Some((acme.clone(), rotated.clone())), Some((acme.clone(), rotated.clone()))));
    assert_eq!(by(98), None);
    rotated.refresh = RefreshState { current: [78; 32], previous: Some([77; 32]), rotated_at: at(9) };
    store.transaction(|tx| tx.sessions().update(&acme, &rotated)).unwrap();
    for known in [78, 77, 4] {
        assert_eq!(by(known), Some((acme.clone(), rotated.clone())), "{known}");
    }
    let stranger = MfaSession { subject: subject("bob"), ..rotated.clone() };
    let stolen = store.transaction(|tx| tx.sessions().update(&acme, &stranger));
    assert!(matches!(stolen, Err(Error::Stale(Resource::Session))), "{stolen:?}");
    store.transaction(|tx| tx.sessions().end(&acme, &alice, unbound.id, at(9))).unwrap();
    assert_eq!(find(&unbound).and_then(|one| one.ended_at), Some(at(9)));
    assert_eq!(store.read(|tx| tx.sessions().of(&acme, &alice)).unwrap().len(), 4, "ended sessions are not listed");
    store.transaction(|tx| tx.sessions().end_all(&id("other"), &subject("alice"), at(9))).unwrap();
    assert!(!proved("acme", "alice", "sid-1").is_empty());
    store.transaction(|tx| tx.sessions().end_all(&id("acme"), &subject("alice"), at(9))).unwrap();
    assert_eq!((proved("acme", "alice", "sid-1"), proved("acme", "alice", "sid-2")), (Vec::new(), Vec::new()));
}
