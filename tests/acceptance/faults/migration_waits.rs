//! A migration waits for a locked table.
#![cfg(feature = "postgres")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::{ENFORCE, RELAX, recovered};
use crate::fixtures::{Database, Home, TIMEOUT, now, root, timed};

/// F-25: killed while it waits for a lock, between two pending migrations.
#[test]
fn service_is_not_ready_on_a_half_migrated_schema() {
    let database = Database::postgres();
    let home = Home::of(&database);
    home.populate();
    let service = home.serve(&[]);
    let (table, newer) = newest_change_of_a_table();
    for _ in 0..newer + 2 {
        home.succeed(&["migrate", "revert"]);
    }
    assert_eq!(service.get("/readyz").status, 503);
    let mut blocker = database.raw();
    blocker.execute(&format!("BEGIN; SELECT count(*) FROM {table}"));
    let mut migration = home.spawn(&["migrate"]);
    // the first is applied, and the second waits for the lock
    let pending = || home.succeed(&["migrate", "status"]).matches("pending ").count();
    let begun = now();
    while pending() != newer + 1 {
        assert!(begun.elapsed() < TIMEOUT, "{}", pending());
    }
    migration.kill().unwrap();
    migration.wait().unwrap();
    assert_eq!(pending(), newer + 1);
    for _ in 0..3 {
        assert_eq!(service.get("/readyz").status, 503);
    }
    assert!(home.fail(&["serve"]).contains("portcullis migrate"));
    blocker.execute("COMMIT");
    home.succeed(&["migrate"]);
    recovered("the rest was migrated", now(), || service.get("/readyz").status == 200);
    assert_eq!(service.enforce(&home.token("owner@acme"), ENFORCE).status, 200);
}

/// The table of the newest migration that changes one, apart from the last, and the number of newer migrations.
fn newest_change_of_a_table() -> (String, usize) {
    let folders = std::fs::read_dir(root().join("migrations/postgres")).unwrap();
    let mut folders: Vec<_> = folders.map(|folder| folder.unwrap().path()).collect();
    folders.sort();
    let changed = |migration: &std::path::PathBuf| {
        let text = std::fs::read_to_string(migration.join("up.sql")).unwrap();
        text.lines().find_map(|line| line.strip_prefix("ALTER TABLE ")?.split(' ').next().map(str::to_owned))
    };
    let mut newest = folders.iter().rev().enumerate().skip(1);
    newest.find_map(|(newer, migration)| Some((changed(migration)?, newer))).unwrap()
}

/// Ends the clients also when the test fails: a scope waits for its threads.
struct StopOnDrop<'a>(&'a AtomicBool);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// F-24: a migration locks its table exclusively, and requests queue behind it. It must give up before they time out.
#[test]
fn waiting_migration_fails_no_request() {
    let database = Database::postgres();
    let home = Home::of(&database);
    home.populate();
    let service = home.serve(&[]);
    let (owner, user) = (home.token("owner@acme"), home.token("user@acme"));
    // such as a backup: it reads every table, that of the last migration too
    let mut blocker = database.raw();
    blocker.execute(
        "BEGIN; DO $$ BEGIN EXECUTE (SELECT 'LOCK TABLE ' || string_agg(quote_ident(tablename), ', ') || ' IN ACCESS SHARE MODE' \
         FROM pg_tables WHERE schemaname = current_schema()); END $$",
    );
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let stop = StopOnDrop(&over);
        let clients: Vec<_> = (0..6)
            .map(|client| {
                let (service, owner, user, over) = (&service, &owner, &user, &over);
                scope.spawn(move || {
                    let (mut asked, mut slowest) = (0, Duration::ZERO);
                    while !over.load(Ordering::SeqCst) {
                        let (status, took) = timed(|| match client % 3 {
                            0 => service.enforce(owner, RELAX).status,
                            1 => service.get_as(user, "/mfa/decision").status,
                            _ => service.gate(user).0,
                        });
                        assert_eq!(status, 200, "client {client} after {took:?}");
                        asked += 1;
                        slowest = slowest.max(took);
                    }
                    (asked, slowest)
                })
            })
            .collect();
        // reverting changes the same table as migrating does, and cannot proceed while the table is locked
        let (output, took) = timed(|| home.fail(&["migrate", "revert"]));
        drop(stop);
        for (client, joined) in clients.into_iter().enumerate() {
            let (asked, slowest) = joined.join().unwrap();
            println!("client {client}: {asked} answers, none failed, the slowest after {slowest:?}");
        }
        println!("the migration gave up after {took:?}: {output}");
        assert!(took < TIMEOUT, "{took:?}");
        assert!(output.contains("lock timeout"), "{output}");
    });
    assert!(!home.succeed(&["migrate", "status"]).contains("pending "), "the schema is unchanged");
    blocker.execute("COMMIT");
    home.succeed(&["migrate", "revert"]);
    assert_eq!(service.get("/readyz").status, 503);
    home.succeed(&["migrate"]);
    recovered("the schema was behind", now(), || {
        service.get("/readyz").status == 200 && service.enforce(&owner, ENFORCE).status == 200
    });
}
