//! `kill -9` during writes: acknowledged changes are stored, policy and audit log agree, and other tenants are unchanged.

use crate::fixtures::{Database, ENCRYPTION_KEY, Home, Service, enrolled, heavy, unlock};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

/// Clients that change the policy; one more guesses codes.
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
        let rejected = thread::scope(|scope| {
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
            // at a different moment each time, after the first answer, and in half of the rounds after the first guess
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
            database.raw().number("SELECT CAST(coalesce(max(failures), 0) AS BIGINT) AS number FROM attempt_counts");
        assert!(counted >= rejected, "{rejected} guesses were rejected, {counted} are counted");
        refused.fetch_add(usize::try_from(rejected).unwrap(), Ordering::SeqCst);
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
    // an unacknowledged change is stored once or not at all
    assert!(entries.values().all(|count| *count == 1));
    assert!(entries.len() <= asked.load(Ordering::SeqCst));
    assert_eq!(database.rows_of("other"), others, "another tenant's rows changed");
    let kept = database.everything();
    for canary in &canaries {
        assert!(!kept.contains(canary), "in the database: {canary:.6}…");
    }
    println!(
        "{kills} kills: {} asked, {} acknowledged, {} done; {} rejected guesses",
        asked.into_inner(),
        acknowledged.len(),
        entries.len(),
        refused.into_inner()
    );
}

/// Guesses codes until the service is gone; returns the number of rejected guesses.
fn guess(service: &Service, token: &str, dying: &AtomicBool, guessed: &Sender<()>) -> i64 {
    let mut rejected = 0;
    loop {
        match service.try_post(
            token,
            "/mfa/verify-login",
            &serde_json::json!({ "mfaType": "GOOGLE_AUTH", "code": "000000" }),
        ) {
            Ok(answer) => {
                assert!(matches!(answer.status, 400 | 429), "{answer:?}");
                rejected += i64::from(answer.status == 400);
                let _ = guessed.send(());
            }
            Err(error) => {
                assert!(dying.load(Ordering::SeqCst), "{error}");
                return rejected;
            }
        }
    }
}
