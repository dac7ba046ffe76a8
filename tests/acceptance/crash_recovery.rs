//! `kill -9` in the middle of writes: what was acknowledged is there, policy and trail agree, and nobody else felt it.

use crate::fixtures::{Database, ENCRYPTION_KEY, Home, Service, enrolled, heavy, unlock};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

/// How many change the policy, beside one who guesses.
const CLIENTS: usize = 4;

on_each_database! { acknowledged_changes_survive_kills }

/// F-08: I1, I4, I5, I6, I7.
fn acknowledged_changes_survive_kills(database: &Database) {
    let kills = heavy(100, 5);
    let home = Home::of(database).with("RUST_LOG", "debug");
    home.populate();
    let token = home.token("owner@acme");
    let first = home.serve(&[]);
    let alice = enrolled(&home, &first);
    drop(first);
    let mut canaries = vec![alice.secret.clone(), ENCRYPTION_KEY.to_owned()];
    canaries.extend(alice.codes.clone());
    let others = database.rows_of("other");
    let acknowledged = Mutex::new(Vec::new());
    let (asked, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));

    for kill in 0..kills {
        unlock(database);
        let service = home.serve(&[]);
        let dying = AtomicBool::new(false);
        let told_wrong = thread::scope(|scope| {
            let (answered, answers) = channel();
            let address = &service;
            for client in 0..CLIENTS {
                let (token, dying, acknowledged, asked, answered) =
                    (&token, &dying, &acknowledged, &asked, answered.clone());
                scope.spawn(move || {
                    for call in 0.. {
                        let request = format!("kill-{kill}-{client}-{call}");
                        let body =
                            if (client + call) % 2 == 0 { r#"{"enforced":true}"# } else { r#"{"enforced":false}"# };
                        asked.fetch_add(1, Ordering::SeqCst);
                        match address.try_enforce(token, body, &request) {
                            Ok(answer) => {
                                assert_eq!(answer.status, 200, "{answer:?}");
                                acknowledged.lock().unwrap().push(request);
                                let _ = answered.send(());
                            }
                            Err(error) => {
                                assert!(dying.load(Ordering::SeqCst), "{request}: {error}");
                                return;
                            }
                        }
                    }
                });
            }
            let (guessed, first_guess) = channel();
            let (alice, dying_too) = (&alice, &dying);
            let guessing = scope.spawn(move || guess(address, &alice.token, dying_too, &guessed));
            // at another moment each time, but never before the first answer, and often not before that of a guess
            answers.recv().unwrap();
            if kill % 2 == 0 {
                first_guess.recv().unwrap();
            }
            let moment = Duration::from_micros(1_000 + u64::try_from(kill).unwrap() * 500);
            let (_never, moment_passes) = channel::<()>();
            let _ = moment_passes.recv_timeout(moment);
            dying.store(true, Ordering::SeqCst);
            address.signal("KILL");
            guessing.join().unwrap()
        });
        let (_, log) = service.ended();
        database.assert_audit_log_agrees("acme");
        let counted =
            database.raw().number("SELECT CAST(coalesce(max(failures), 0) AS BIGINT) AS number FROM attempts");
        assert!(counted >= told_wrong, "{told_wrong} were told that they guessed wrong, {counted} are counted");
        refused.fetch_add(usize::try_from(told_wrong).unwrap(), Ordering::SeqCst);
        for canary in &canaries {
            assert!(!log.contains(canary), "in the log: {canary:.6}…");
        }
    }

    let mut entries = BTreeMap::new();
    for entry in database.assert_audit_log_agrees("acme") {
        if let Some(request) = entry.request_id.filter(|request| request.starts_with("kill-")) {
            *entries.entry(request).or_insert(0) += 1;
        }
    }
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= kills);
    assert!(refused.load(Ordering::SeqCst) >= kills / 2);
    for request in &acknowledged {
        assert_eq!(entries.get(request), Some(&1), "{request} was acknowledged");
    }
    // what was not acknowledged happened once or not at all
    assert!(entries.values().all(|count| *count == 1));
    assert!(entries.len() <= asked.load(Ordering::SeqCst));
    assert_eq!(database.rows_of("other"), others, "another tenant's rows changed");
    let kept = database.everything();
    for canary in &canaries {
        assert!(!kept.contains(canary), "in the database: {canary:.6}…");
    }
    println!(
        "{kills} kills: {} asked, {} acknowledged, {} done; {} wrong guesses told",
        asked.into_inner(),
        acknowledged.len(),
        entries.len(),
        refused.into_inner()
    );
}

/// Guesses until the service is gone; how often it said that the guess was wrong.
fn guess(service: &Service, token: &str, dying: &AtomicBool, guessed: &Sender<()>) -> i64 {
    let mut told = 0;
    loop {
        match service.try_post(
            token,
            "/mfa/verify-login",
            &serde_json::json!({ "mfaType": "GOOGLE_AUTH", "code": "000000" }),
        ) {
            Ok(answer) => {
                assert!(matches!(answer.status, 400 | 429), "{answer:?}");
                told += i64::from(answer.status == 400);
                let _ = guessed.send(());
            }
            Err(error) => {
                assert!(dying.load(Ordering::SeqCst), "{error}");
                return told;
            }
        }
    }
}
