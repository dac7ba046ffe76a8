//! Contract of `AttemptRepository`.

use std::thread;

use portcullis_domain::testing::SeededRandom;
use portcullis_domain::{
    AttemptCounts, AttemptId, ExpiredKind, MemberAttempts, SessionAttempts, SessionBinding, Store,
};

use crate::fixtures::{at, id, save_members, subject};

fn session(name: &str) -> SessionBinding {
    SessionBinding::restore(format!("provider {name}"))
}

fn attempt(seed: u64) -> AttemptId {
    AttemptId::new(at(100), &SeededRandom::new(seed)).unwrap()
}

fn count(store: &dyn Store, organization: &str, name: &str, of: &str, seed: u64) -> AttemptCounts {
    let (organization, name) = (id(organization), subject(name));
    store.transaction(|tx| tx.attempts().count(&organization, &name, &session(of), attempt(seed), at(100))).unwrap()
}

fn verify(store: &dyn Store, of: &str, seed: Option<u64>, seconds: i64) {
    let (acme, alice) = (id("acme"), subject("alice"));
    let verify = |tx: &mut dyn portcullis_domain::Transaction| {
        tx.attempts().verify(&acme, &alice, &session(of), seed.map(attempt), at(seconds))
    };
    store.transaction(verify).unwrap();
}

pub(crate) fn attempts_are_counted_by_session_and_membership(store: &dyn Store) {
    save_members(store);
    let failures = |organization: &str, name: &str, of: &str, seed| {
        let counts = count(store, organization, name, of, seed);
        assert_eq!(counts.member.recent.last(), Some(&attempt(seed)));
        (counts.session.failures, counts.member.failures, counts.member.recent.len())
    };
    assert_eq!(failures("acme", "alice", "1", 1), (1, 1, 1));
    assert_eq!(failures("acme", "alice", "1", 2), (2, 2, 2));
    assert_eq!(failures("acme", "alice", "2", 3), (1, 3, 3));
    assert_eq!(failures("acme", "bob", "1", 4), (1, 1, 1));
    assert_eq!(failures("other", "alice", "1", 5), (1, 1, 1));
}

/// RL-2
pub(crate) fn concurrent_attempts_are_all_counted(store: &dyn Store) {
    save_members(store);
    let sessions = ["1", "2"];
    let mut seen: Vec<u32> = thread::scope(|scope| {
        let attempts: Vec<_> = (0..10)
            .map(|seed| scope.spawn(move || count(store, "acme", "alice", sessions[usize::from(seed > 4)], seed)))
            .collect();
        attempts.into_iter().map(|attempt| attempt.join().unwrap().member.failures).collect()
    });
    seen.sort_unstable();
    assert_eq!(seen, (1..=10).collect::<Vec<_>>(), "each sees those before it");
    let counts = count(store, "acme", "alice", "1", 11);
    assert_eq!((counts.session.failures, counts.member.failures, counts.member.recent.len()), (6, 11, 11));
}

pub(crate) fn right_proof_clears_its_session_and_the_row(store: &dyn Store) {
    save_members(store);
    for (of, seed) in [("1", 1), ("1", 2), ("2", 3)] {
        count(store, "acme", "alice", of, seed);
    }
    verify(store, "1", Some(2), 200);
    let counts = count(store, "acme", "alice", "1", 4);
    let recent = vec![attempt(1), attempt(3), attempt(4)];
    assert_eq!(counts.member, MemberAttempts { failures: 1, recent, verified_at: Some(at(200)) });
    let own = SessionAttempts { failures: 1, paused_until: None, verified_at: Some(at(200)) };
    assert_eq!(counts.session, own);
    let other = count(store, "acme", "alice", "2", 5);
    assert_eq!((other.session.failures, other.session.verified_at), (2, None), "another session's stay");
    // a session without any attempt, by a proof that is not counted
    verify(store, "3", None, 300);
    let counts = count(store, "acme", "alice", "3", 6);
    assert_eq!((counts.member.failures, counts.member.recent.len()), (1, 5));
    assert_eq!(counts.session.verified_at, Some(at(300)));
}

pub(crate) fn replaced_counts_read_back(store: &dyn Store) {
    save_members(store);
    let (acme, alice) = (id("acme"), subject("alice"));
    let put = AttemptCounts {
        session: SessionAttempts { failures: 5, paused_until: Some(at(900)), verified_at: Some(at(7)) },
        member: MemberAttempts { failures: 70, recent: vec![attempt(8), attempt(9)], verified_at: Some(at(8)) },
    };
    store
        .transaction(|tx| {
            tx.attempts().count(&acme, &alice, &session("1"), attempt(1), at(100))?;
            tx.attempts().put(&acme, &alice, &session("1"), &put)?;
            tx.attempts().remove_recent(&acme, &alice, attempt(8))
        })
        .unwrap();
    let mut expected = put;
    expected.session.failures += 1;
    expected.member.failures += 1;
    expected.member.recent = vec![attempt(9), attempt(2)];
    assert_eq!(count(store, "acme", "alice", "1", 2), expected);
}

pub(crate) fn cleared_counts_keep_what_verified(store: &dyn Store) {
    save_members(store);
    let (acme, alice) = (id("acme"), subject("alice"));
    verify(store, "1", None, 200);
    for (of, seed) in [("1", 1), ("2", 2)] {
        count(store, "acme", "alice", of, seed);
    }
    count(store, "acme", "bob", "1", 3);
    let clear = || store.transaction(|tx| tx.attempts().clear(&acme, &alice)).unwrap();
    assert_eq!((clear(), clear()), (true, false));
    let counts = count(store, "acme", "alice", "1", 4);
    assert_eq!((counts.session.failures, counts.member.failures, counts.member.recent), (1, 1, vec![attempt(4)]));
    assert_eq!(counts.session.verified_at, Some(at(200)));
    store.transaction(|tx| tx.attempts().forget(&acme, &alice)).unwrap();
    let counts = count(store, "acme", "alice", "1", 5);
    assert_eq!((counts.session, counts.member.failures), (SessionAttempts { failures: 1, ..Default::default() }, 1));
    assert_eq!(count(store, "acme", "bob", "1", 6).session.failures, 2, "another member's stay");
}

pub(crate) fn old_counts_of_sessions_are_purged(store: &dyn Store) {
    save_members(store);
    count(store, "acme", "alice", "guessing", 1);
    verify(store, "verified", None, 100);
    let purge = |kind, before| store.transaction(|tx| tx.retention().purge(kind, at(before), 10)).unwrap();
    for kind in [ExpiredKind::UnverifiedAttempts, ExpiredKind::VerifiedAttempts] {
        assert_eq!((purge(kind, 100), purge(kind, 101), purge(kind, 101)), (0, 1, 0), "{kind:?}");
    }
    let counts = count(store, "acme", "alice", "guessing", 2);
    assert_eq!((counts.session.failures, counts.member.recent.len()), (1, 2), "those over all sessions stay");
    assert_eq!(count(store, "acme", "alice", "verified", 3).session.verified_at, None);
}
