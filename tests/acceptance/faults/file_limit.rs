//! The process runs out of file descriptors.

use std::net::TcpStream;
use std::time::Duration;

use super::{ENFORCE, RELAX, assert_recorded, recovered};
use crate::fixtures::{Database, Home, now, open_files, sleep};

on_each_database! { service_survives_running_out_of_file_descriptors }

/// F-28: more connections than the limit of file descriptors.
fn service_survives_running_out_of_file_descriptors(database: &Database) {
    const FILES: usize = 64;
    let home = Home::of(database);
    home.populate();
    let owner = home.token("owner@acme");
    let limited = home.launched_by(&["/usr/bin/prlimit", &format!("--nofile={FILES}:{FILES}")]);
    let service = limited.serve(&[]);
    assert_eq!(service.enforce(&owner, ENFORCE).status, 200);
    let address = service.address.strip_prefix("http://").unwrap().to_owned();
    let idle: Vec<_> = (0..3 * FILES).filter_map(|_| TcpStream::connect(&address).ok()).collect();
    assert!(idle.len() > FILES);
    sleep(Duration::from_secs(2));
    // accepted connections are answered; others are rejected or wait in the backlog
    let open = open_files(service.pid());
    let answered = service.try_enforce(&owner, RELAX, "crowded").map(|answer| answer.status);
    println!("in the crowd: {answered:?}, with {open} files open");
    assert!(matches!(answered, Ok(200 | 500 | 503) | Err(_)), "{answered:?}");
    drop(idle);
    recovered("files were exhausted", now(), || service.enforce(&owner, ENFORCE).status == 200);
    assert_recorded(database, "acme", &[]);
    service.signal("TERM");
    let (code, log) = service.ended();
    assert_eq!(code, Some(0), "{log}");
    assert!(!log.contains("panicked"), "{log}");
}
