//! `kill -9` in the middle of writes: what was acknowledged is there, and policy and trail agree.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use crate::database::Database;
use crate::program::Home;

const KILLS: u64 = 30;
const CLIENTS: usize = 4;

on_each_database! { nothing_acknowledged_is_lost }

fn nothing_acknowledged_is_lost(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let token = home.token("owner@acme");
    let acknowledged = Mutex::new(Vec::new());
    let asked = AtomicUsize::new(0);

    for kill in 0..KILLS {
        let mut service = home.serve(&[]);
        let dying = AtomicBool::new(false);
        thread::scope(|scope| {
            let (answered, answers) = channel();
            let address = &service;
            let clients: Vec<_> = (0..CLIENTS)
                .map(|client| {
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
                    })
                })
                .collect();
            // at another moment each time, but never before the first answer
            answers.recv().unwrap();
            let moment = Duration::from_micros(1_000 + kill * 1_700);
            let (_never, moment_passes) = channel::<()>();
            let _ = moment_passes.recv_timeout(moment);
            dying.store(true, Ordering::SeqCst);
            address.signal("KILL");
            for client in clients {
                client.join().unwrap();
            }
        });
        service.kill();
        database.assert_trail_agrees("acme");
    }

    let mut entries = BTreeMap::new();
    for entry in database.assert_trail_agrees("acme") {
        if let Some(request) = entry.request_id {
            *entries.entry(request).or_insert(0) += 1;
        }
    }
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= usize::try_from(KILLS).unwrap());
    for request in &acknowledged {
        assert_eq!(entries.get(request), Some(&1), "{request} was acknowledged");
    }
    // what was not acknowledged happened once or not at all
    assert!(entries.values().all(|count| *count == 1));
    assert!(entries.len() <= asked.load(Ordering::SeqCst));
    println!(
        "{KILLS} kills: {} asked, {} acknowledged, {} done",
        asked.into_inner(),
        acknowledged.len(),
        entries.len()
    );
}
