//! A migration is killed.

use std::time::Duration;

use super::{ENFORCE, RECOVERED};
use crate::fixtures::{Database, Home, sleep, timed};

on_each_database! { killed_migration_is_resumed }

/// An empty database of the same kind.
fn another(database: &Database) -> Database {
    match database {
        Database::Sqlite(_) => Database::sqlite(),
        #[cfg(feature = "postgres")]
        Database::Postgres { .. } => Database::postgres(),
    }
}

/// F-25
fn killed_migration_is_resumed(database: &Database) {
    const MOMENTS: u32 = 12;
    let home = Home::of(database);
    let ((), whole) = timed(|| drop(home.succeed(&["migrate"])));
    let (mut half, mut slowest) = (0, Duration::ZERO);
    for moment in 1..=MOMENTS {
        let database = another(database);
        let home = Home::of(&database);
        let mut migration = home.spawn(&["migrate"]);
        sleep(whole * moment / MOMENTS);
        let _ = migration.kill();
        migration.wait().unwrap();
        // the server may still be executing a statement, and a file may not exist yet
        let status = home.run(&["migrate", "status"]);
        let output = String::from_utf8_lossy(&status.stdout).into_owned();
        if !status.status.success() || output.contains("pending ") {
            half += 1;
            let complaint = home.fail(&["serve"]);
            assert!(complaint.contains("portcullis migrate") || complaint.contains("does not exist"), "{complaint}");
        }
        let (_, took) = timed(|| home.succeed(&["migrate"]));
        slowest = slowest.max(took);
        assert!(!home.succeed(&["migrate", "status"]).contains("pending "));
        home.populate();
        let service = home.serve(&[]);
        assert_eq!(service.get("/readyz").status, 200);
        assert_eq!(service.enforce(&home.token("owner@acme"), ENFORCE).status, 200);
        database.assert_audit_log_agrees("acme");
    }
    println!("{half} of {MOMENTS} were killed before the end of {whole:?}; the slowest resumed in {slowest:?}");
    assert!(half > 0 && slowest < RECOVERED);
}
