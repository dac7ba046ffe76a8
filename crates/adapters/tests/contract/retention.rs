//! Contract of `Retention`.

use std::collections::BTreeSet;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use portcullis_domain::{
    Authenticator, AuthenticatorState, Ceremony, CeremonyPurpose, CodeOrigin, Disavowal, ExpiredKind, KeyedDigest,
    LinkPurpose, MagicLink, Method, MfaSession, RefreshState, SendWindow, SessionBinding, Store, StoredEnrolmentCode,
};

use crate::fixtures::{at, authenticators, id, insert, save_members, session, subject, totp};

fn purge(store: &dyn Store, what: ExpiredKind, before: i64, most: u32) -> u32 {
    store.transaction(|tx| tx.retention().purge(what, at(before), most)).unwrap()
}

/// Saves a session of `alice` whose refresh token has this digest.
fn save_session(store: &dyn Store, digest: u8, verified_at: i64, ended_at: Option<i64>) -> MfaSession {
    let session = MfaSession { ended_at: ended_at.map(at), ..session("alice", Method::Totp, verified_at, digest) };
    store.transaction(|tx| tx.sessions().insert(&id("acme"), &session)).unwrap();
    session
}

/// Rotates the refresh token `times` times.
fn spend(store: &dyn Store, session: &MfaSession, times: u8) {
    let mut session = session.clone();
    for number in 1..=times {
        let previous = Some(session.refresh.current);
        let mut current = session.refresh.current;
        current[31] = 100 + number;
        session.refresh = RefreshState { current, previous, rotated_at: session.verified_at };
        store.transaction(|tx| tx.sessions().update(&id("acme"), &session)).unwrap();
    }
}

fn session_exists(store: &dyn Store, session: &MfaSession) -> bool {
    store.read(|tx| tx.sessions().find(&id("acme"), &subject("alice"), session.id)).unwrap().is_some()
}

fn token_is_known(store: &dyn Store, digest: [u8; 32]) -> bool {
    store.read(|tx| tx.sessions().refreshed_by(&[digest])).unwrap().is_some()
}

pub(crate) fn expired_sessions_are_purged_with_their_spent_tokens(store: &dyn Store) {
    save_members(store);
    let ended = save_session(store, 1, 100, Some(150));
    let ended_later = save_session(store, 2, 100, Some(200));
    let live = save_session(store, 3, 100, None);
    let younger = save_session(store, 4, 200, None);
    for session in [&ended, &ended_later, &live, &younger] {
        spend(store, session, 2);
    }
    assert_eq!(purge(store, ExpiredKind::EndedSessions, 150, 100), 0, "the limit is exclusive");
    assert!(purge(store, ExpiredKind::EndedSessions, 200, 100) > 0);
    assert!(!session_exists(store, &ended) && !token_is_known(store, [1; 32]));
    for (session, first) in [(&ended_later, 2), (&live, 3), (&younger, 4)] {
        assert!(session_exists(store, session) && token_is_known(store, [first; 32]), "{first}");
    }
    assert!(purge(store, ExpiredKind::OldSessions, 101, 100) > 0);
    assert!(!session_exists(store, &ended_later) && !session_exists(store, &live) && !token_is_known(store, [3; 32]));
    assert!(session_exists(store, &younger) && token_is_known(store, [4; 32]));
    assert_eq!(purge(store, ExpiredKind::OldSessions, 101, 100), 0);
}

pub(crate) fn purge_is_limited_per_call(store: &dyn Store) {
    save_members(store);
    let sessions: Vec<_> = (1..=5).map(|digest| save_session(store, digest, 100, Some(110))).collect();
    spend(store, &sessions[0], 5);
    let mut rows = Vec::new();
    loop {
        let gone = purge(store, ExpiredKind::EndedSessions, 200, 2);
        rows.push(gone);
        assert!(gone <= 4 && rows.len() < 20, "{rows:?}");
        if gone < 2 {
            break;
        }
    }
    assert!(rows.len() > 2 && sessions.iter().all(|session| !session_exists(store, session)), "{rows:?}");
    assert!(!token_is_known(store, [1; 32]));
}

pub(crate) fn expired_pending_authenticators_are_purged_with_codes(store: &dyn Store) {
    save_members(store);
    let pending = |seed: u64, until: i64| Authenticator {
        state: AuthenticatorState::Pending { expires_at: at(until), session: SessionBinding::restore("provider 1") },
        ..totp(seed)
    };
    let (over, waits, active) = (pending(1, 100), pending(2, 200), totp(3));
    insert(store, "acme", "alice", &over).unwrap();
    insert(store, "acme", "bob", &waits).unwrap();
    insert(store, "acme", "bob", &active).unwrap();
    let codes = |of: &str, number: u8, authenticator: &Authenticator| {
        let digests = [KeyedDigest { digest: [number; 32], key_id: "one".into() }];
        let codes = |tx: &mut dyn portcullis_domain::Transaction| {
            tx.recovery_codes().prepare(&id("acme"), &subject(of), authenticator.id, &digests)
        };
        store.transaction(codes).unwrap();
    };
    codes("alice", 1, &over);
    codes("bob", 2, &waits);
    assert_eq!(purge(store, ExpiredKind::PendingAuthenticators, 100, 10), 0);
    assert_eq!(purge(store, ExpiredKind::PendingAuthenticators, 200, 10), 1);
    assert_eq!(authenticators(store, "acme", "alice"), []);
    assert_eq!(authenticators(store, "acme", "bob"), [waits.clone(), active]);
    // a confirmed authenticator gets its pending codes, if they still exist
    let live = |name: &str, authenticator: &Authenticator| {
        store
            .transaction(|tx| {
                tx.recovery_codes().go_live(&id("acme"), &subject(name), authenticator.id)?;
                tx.recovery_codes().remaining(&id("acme"), &subject(name))
            })
            .unwrap()
    };
    assert_eq!((live("alice", &over), live("bob", &waits)), (0, 1));
}

pub(crate) fn expired_ceremonies_links_and_counts_are_purged(store: &dyn Store) {
    save_members(store);
    let ceremony = |session: &str, expires_at: Timestamp, challenge: u8| Ceremony {
        subject: subject("alice"),
        session: SessionBinding::restore(session),
        purpose: CeremonyPurpose::Assert,
        challenge: vec![challenge; 32],
        state: "{}".into(),
        expires_at,
    };
    let link = |name: &str, digest: u8, expires_at: i64| MagicLink {
        subject: subject(name),
        purpose: LinkPurpose::Login,
        session: SessionBinding::restore("provider 1"),
        digest: [digest; 32],
        expires_at: at(expires_at),
    };
    let code = |name: &str, digest: u8, expires_at: i64| StoredEnrolmentCode {
        subject: subject(name),
        origin: CodeOrigin::Minted,
        digest: [digest; 32],
        expires_at: at(expires_at),
        failures: 0,
    };
    let disavowal = |name: &str, digest: u8, expires_at: i64| Disavowal {
        subject: subject(name),
        authenticator: totp(digest.into()).id,
        method: Method::Totp,
        spared: BTreeSet::new(),
        digest: [digest; 32],
        expires_at: at(expires_at),
    };
    store
        .transaction(|tx| {
            // a later `put` purges expired ceremonies, so both begin before the first expires
            tx.ceremonies().put(&id("acme"), &ceremony("provider 1", at(300), 1))?;
            tx.ceremonies().put(&id("acme"), &ceremony("provider 2", at(400), 2))?;
            tx.magic_links().put(&id("acme"), &link("alice", 1, 300))?;
            tx.magic_links().put(&id("acme"), &link("bob", 2, 400))?;
            tx.enrolment_codes().put(&id("acme"), &code("alice", 1, 300), at(0))?;
            tx.enrolment_codes().put(&id("acme"), &code("bob", 2, 400), at(0))?;
            tx.disavowals().put(&id("acme"), &disavowal("alice", 1, 300))?;
            tx.disavowals().put(&id("acme"), &disavowal("bob", 2, 400))?;
            for (scope, began_at) in [("old", 300), ("young", 400)] {
                tx.send_limits().lock(scope, at(began_at))?;
                tx.send_limits().put(scope, SendWindow { began_at: at(began_at), sent: 3 })?;
            }
            Ok(())
        })
        .unwrap();
    for what in [
        ExpiredKind::Ceremonies,
        ExpiredKind::Links,
        ExpiredKind::EnrolmentCodes,
        ExpiredKind::Disavowals,
        ExpiredKind::SendCounts,
    ] {
        assert_eq!(purge(store, what, 300, 10), 0, "{what:?}");
        assert_eq!(purge(store, what, 400, 10), 1, "{what:?}");
        assert_eq!(purge(store, what, 400, 10), 0, "{what:?}");
    }
    store
        .transaction(|tx| {
            let mut taken = |session: &str| {
                let session = SessionBinding::restore(session);
                tx.ceremonies().take_assertion(&id("acme"), &subject("alice"), &session)
            };
            assert!(taken("provider 1")?.is_none() && taken("provider 2")?.is_some());
            assert!(tx.magic_links().find(&[[1; 32]])?.is_none() && tx.magic_links().find(&[[2; 32]])?.is_some());
            assert!(tx.disavowals().find(&[[1; 32]])?.is_none() && tx.disavowals().find(&[[2; 32]])?.is_some());
            let mut codes = |name| tx.enrolment_codes().of(&id("acme"), &subject(name));
            assert_eq!((codes("alice")?.len(), codes("bob")?.len()), (0, 1));
            assert_eq!(tx.send_limits().lock("old", at(500))?.sent, 0);
            assert_eq!(tx.send_limits().lock("young", at(500))?.sent, 3);
            Ok(())
        })
        .unwrap();
}

pub(crate) fn count_purged_during_a_wait_starts_again(store: &dyn Store) {
    let first = |tx: &mut dyn portcullis_domain::Transaction| {
        let window = tx.send_limits().lock("all", at(100))?;
        tx.send_limits().put("all", window)
    };
    store.transaction(first).unwrap();
    thread::scope(|scope| {
        let (waits, waiting) = channel();
        let claimer = store
            .transaction(|tx| {
                // locked, so that the other transaction finds the row and waits for it
                tx.send_limits().lock("all", at(150))?;
                let claimer = scope.spawn(move || {
                    let counted = store.transaction(|tx| tx.send_limits().lock("all", at(300)));
                    let _ = waits.send(());
                    counted
                });
                assert!(waiting.recv_timeout(Duration::from_millis(300)).is_err(), "did not wait");
                assert_eq!(tx.retention().purge(ExpiredKind::SendCounts, at(200), 10)?, 1);
                Ok(claimer)
            })
            .unwrap();
        assert_eq!(claimer.join().unwrap().unwrap(), SendWindow { began_at: at(300), sent: 0 });
    });
}
