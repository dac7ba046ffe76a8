//! The disk of a SQLite file is full.

use std::fs::{File, copy, remove_file};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use super::{ENFORCE, RELAX, assert_recorded, failed, recovered};
use crate::fixtures::{Database, Home, now};

/// Whether a process may mount file systems. Prints a notice if not.
fn can_mount() -> bool {
    let mount = ["--mount", "/bin/mount", "-t", "tmpfs", "tmpfs", "/tmp"];
    let here = Command::new("/usr/bin/unshare").args(mount).output();
    let here = here.is_ok_and(|output| output.status.success());
    if !here {
        println!("## SKIPPED: a full disk needs the right to mount (CAP_SYS_ADMIN)");
    }
    here
}

/// F-10
#[test]
fn full_disk_fails_changes_and_keeps_reads() {
    if !can_mount() {
        return;
    }
    let seed = Database::sqlite();
    Home::of(&seed).populate();
    let url = seed.url();
    let file = url.strip_prefix("sqlite://").unwrap();
    let small = tempfile::tempdir().unwrap();
    // a file system in a mount namespace of the service
    let script = format!(
        "/bin/mount -t tmpfs -o size=4m tmpfs '{small}' && /bin/cp '{file}'* '{small}' && exec \"$0\" \"$@\"",
        small = small.path().display()
    );
    let home = Home::of(&seed)
        .with("DATABASE_URL", &format!("sqlite://{}/portcullis.db", small.path().display()))
        .launched_by(&["/usr/bin/unshare", "--mount", "/bin/sh", "-c", &script]);
    let plain = Home::of(&seed);
    let (owner, user) = (plain.token("owner@acme"), plain.token("user@acme"));
    let service = home.serve(&[]);
    let disk = format!("/proc/{}/root{}", service.pid(), small.path().display());
    let disk = Path::new(&disk);
    assert_eq!(service.enforce(&owner, ENFORCE).status, 200);

    let filler = disk.join("filler");
    let mut filling = File::create(&filler).unwrap();
    while filling.write_all(&[0; 4096]).is_ok() {}
    let mut acknowledged = Vec::new();
    let mut refused = 0;
    // the WAL file has free space first, and has to grow at some point
    for call in 0..2_000 {
        let request = format!("full-{call}");
        let answer = service.try_enforce(&owner, if call % 2 == 0 { RELAX } else { ENFORCE }, &request).unwrap();
        if answer.status == 200 {
            acknowledged.push(request);
            continue;
        }
        assert_eq!(answer, failed());
        refused += 1;
        // reads and refusals continue
        assert_eq!(service.get("/readyz").status, 200);
        assert_eq!(service.get_as(&owner, "/mfa/organization/policy").status, 200);
        assert_eq!(service.gate(&user).0, if acknowledged.len() % 2 == 0 { 403 } else { 200 });
        assert_eq!(service.enforce("", ENFORCE).status, 401);
        if refused == 20 {
            break;
        }
    }
    println!("{} changes were made on a full disk, then {refused} refused", acknowledged.len());
    assert_eq!(refused, 20, "the disk was never full");
    drop(filling);
    remove_file(&filler).unwrap();
    recovered("the disk was full", now(), || service.try_enforce(&owner, ENFORCE, "space").unwrap().status == 200);
    acknowledged.push("space".to_owned());

    // the database on that disk, read through /proc
    let copied = tempfile::tempdir().unwrap();
    for name in ["portcullis.db", "portcullis.db-wal"] {
        copy(disk.join(name), copied.path().join(name)).unwrap();
    }
    drop(service);
    assert_recorded(&Database::Sqlite(copied), "acme", &acknowledged);
}
