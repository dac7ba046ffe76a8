//! What `Retention` promises.

use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use portcullis_domain::testing::SeededRandom;
use portcullis_domain::{
    Authenticator, AuthenticatorState, Ceremony, CeremonyPurpose, ExpiredKind, KeyedDigest, LinkPurpose, MagicLink,
    Method, MfaSession, RefreshState, SendWindow, SessionBinding, SessionId, Store,
};

use crate::authenticators::{a_password, at, id, insert, of, people, subject};

fn forget(store: &dyn Store, what: ExpiredKind, before: i64, most: u32) -> u32 {
    store.transaction(|tx| tx.retention().forget(what, at(before), most)).unwrap()
}

/// A session of Alice's that began at that second, with this refresh token.
fn a_session(store: &dyn Store, digest: u8, verified_at: i64, ended_at: Option<i64>) -> MfaSession {
    let session = MfaSession {
        id: SessionId::new(at(verified_at), &SeededRandom::new(digest.into())).unwrap(),
        subject: subject("alice"),
        provider_session: None,
        method: Method::Totp,
        authenticator: None,
        verified_at: at(verified_at),
        copied: None,
        ended_at: ended_at.map(at),
        refresh: RefreshState { current: [digest; 32], previous: None, rotated_at: at(verified_at) },
    };
    store.transaction(|tx| tx.sessions().insert(&id("acme"), &session)).unwrap();
    session
}

/// Spends its token so many times.
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

fn knows(store: &dyn Store, session: &MfaSession) -> bool {
    store.read(|tx| tx.sessions().find(&id("acme"), &subject("alice"), session.id)).unwrap().is_some()
}

fn refreshes(store: &dyn Store, digest: [u8; 32]) -> bool {
    store.read(|tx| tx.sessions().refreshed_by(&[digest])).unwrap().is_some()
}

pub(crate) fn expired_sessions_are_purged_with_their_spent_tokens(store: &dyn Store) {
    people(store);
    let ended = a_session(store, 1, 100, Some(150));
    let ended_later = a_session(store, 2, 100, Some(200));
    let live = a_session(store, 3, 100, None);
    let younger = a_session(store, 4, 200, None);
    for session in [&ended, &ended_later, &live, &younger] {
        spend(store, session, 2);
    }
    assert_eq!(forget(store, ExpiredKind::EndedSessions, 150, 100), 0, "not before its moment");
    assert!(forget(store, ExpiredKind::EndedSessions, 200, 100) > 0);
    assert!(!knows(store, &ended) && !refreshes(store, [1; 32]));
    for (session, first) in [(&ended_later, 2), (&live, 3), (&younger, 4)] {
        assert!(knows(store, session) && refreshes(store, [first; 32]), "{first}");
    }
    assert!(forget(store, ExpiredKind::OldSessions, 101, 100) > 0);
    assert!(!knows(store, &ended_later) && !knows(store, &live) && !refreshes(store, [3; 32]));
    assert!(knows(store, &younger) && refreshes(store, [4; 32]));
    assert_eq!(forget(store, ExpiredKind::OldSessions, 101, 100), 0);
}

pub(crate) fn purge_is_limited_per_call(store: &dyn Store) {
    people(store);
    let sessions: Vec<_> = (1..=5).map(|digest| a_session(store, digest, 100, Some(110))).collect();
    spend(store, &sessions[0], 5);
    let mut rows = Vec::new();
    loop {
        let gone = forget(store, ExpiredKind::EndedSessions, 200, 2);
        rows.push(gone);
        assert!(gone <= 4 && rows.len() < 20, "{rows:?}");
        if gone < 2 {
            break;
        }
    }
    assert!(rows.len() > 2 && sessions.iter().all(|session| !knows(store, session)), "{rows:?}");
    assert!(!refreshes(store, [1; 32]));
}

pub(crate) fn expired_pending_authenticators_are_purged_with_codes(store: &dyn Store) {
    people(store);
    let pending = |seed: u64, until: i64| Authenticator {
        state: AuthenticatorState::Pending { expires_at: at(until), session: SessionBinding::restore("provider 1") },
        ..a_password(seed)
    };
    let (over, waits, active) = (pending(1, 100), pending(2, 200), a_password(3));
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
    assert_eq!(forget(store, ExpiredKind::PendingAuthenticators, 100, 10), 0);
    assert_eq!(forget(store, ExpiredKind::PendingAuthenticators, 200, 10), 1);
    assert_eq!(of(store, "acme", "alice"), []);
    assert_eq!(of(store, "acme", "bob"), [waits.clone(), active]);
    // whoever is confirmed has the codes that waited for them, if they still do
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
    people(store);
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
    store
        .transaction(|tx| {
            // what is put later forgets what had expired by then, so both begin before
            tx.ceremonies().put(&id("acme"), &ceremony("provider 1", at(300), 1))?;
            tx.ceremonies().put(&id("acme"), &ceremony("provider 2", at(400), 2))?;
            tx.magic_links().put(&id("acme"), &link("alice", 1, 300))?;
            tx.magic_links().put(&id("acme"), &link("bob", 2, 400))?;
            for (scope, began_at) in [("old", 300), ("young", 400)] {
                tx.send_limits().lock(scope, at(began_at))?;
                tx.send_limits().put(scope, SendWindow { began_at: at(began_at), sent: 3 })?;
            }
            Ok(())
        })
        .unwrap();
    for what in [ExpiredKind::Ceremonies, ExpiredKind::Links, ExpiredKind::SendCounts] {
        assert_eq!(forget(store, what, 300, 10), 0, "{what:?}");
        assert_eq!(forget(store, what, 400, 10), 1, "{what:?}");
        assert_eq!(forget(store, what, 400, 10), 0, "{what:?}");
    }
    store
        .transaction(|tx| {
            let mut taken = |session: &str| {
                let session = SessionBinding::restore(session);
                tx.ceremonies().take_assertion(&id("acme"), &subject("alice"), &session)
            };
            assert!(taken("provider 1")?.is_none() && taken("provider 2")?.is_some());
            assert!(tx.magic_links().find(&[[1; 32]])?.is_none() && tx.magic_links().find(&[[2; 32]])?.is_some());
            assert_eq!(tx.send_limits().lock("old", at(500))?.sent, 0);
            assert_eq!(tx.send_limits().lock("young", at(500))?.sent, 3);
            Ok(())
        })
        .unwrap();
}

/// A count that is forgotten while somebody waits for it begins anew, and is no fault.
pub(crate) fn count_purged_during_a_wait_starts_again(store: &dyn Store) {
    let first = |tx: &mut dyn portcullis_domain::Transaction| {
        let window = tx.send_limits().lock("all", at(100))?;
        tx.send_limits().put("all", window)
    };
    store.transaction(first).unwrap();
    thread::scope(|scope| {
        let (waits, waiting) = channel();
        let rival = store
            .transaction(|tx| {
                // held, so that the rival sees it there before it waits for it
                tx.send_limits().lock("all", at(150))?;
                let rival = scope.spawn(move || {
                    let counted = store.transaction(|tx| tx.send_limits().lock("all", at(300)));
                    let _ = waits.send(());
                    counted
                });
                assert!(waiting.recv_timeout(Duration::from_millis(300)).is_err(), "it did not wait");
                assert_eq!(tx.retention().forget(ExpiredKind::SendCounts, at(200), 10)?, 1);
                Ok(rival)
            })
            .unwrap();
        assert_eq!(rival.join().unwrap().unwrap(), SendWindow { began_at: at(300), sent: 0 });
    });
}
