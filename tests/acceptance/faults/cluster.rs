//! A PostgreSQL server of a test's own, which may die and hang.

use std::fs::read_to_string;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::process::{children, signal};

/// A running server, gone after the test. It listens on a Unix socket in a folder of its own.
pub(super) struct Cluster {
    folder: tempfile::TempDir,
    /// Its maintenance database.
    pub(super) url: String,
}

impl Cluster {
    pub(super) fn started() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let url = format!("postgres://postgres@{}/postgres", path.replace('/', "%2F"));
        let cluster = Self { folder, url };
        if we_are_root() {
            run(Command::new("chown").arg("postgres").arg(cluster.folder.path()));
        }
        let set_up = ["-U", "postgres", "-A", "trust", "--locale=C", "--encoding=UTF8", "--no-sync"];
        run(server_program("initdb").arg("-D").arg(cluster.data()).args(set_up));
        cluster.start();
        cluster
    }

    pub(super) fn start(&self) {
        let folder = self.folder.path();
        let options = format!("-p 5432 -c listen_addresses='' -c unix_socket_directories='{}'", folder.display());
        let mut command = self.pg_ctl();
        run(command.arg("-l").arg(folder.join("log")).args(["-w", "-o", &options, "start"]));
    }

    /// At once, as it would be without power: connections end, and what was not committed is gone.
    pub(super) fn die(&self) {
        run(self.pg_ctl().args(["-m", "immediate", "-w", "stop"]));
    }

    /// Every process of it stands still, and every socket stays open.
    pub(super) fn hang(&self) {
        let postmaster = self.postmaster().unwrap();
        signal("STOP", &[postmaster]);
        signal("STOP", &children(postmaster));
    }

    pub(super) fn go_on(&self) {
        if let Some(postmaster) = self.postmaster() {
            signal("CONT", &children(postmaster));
            signal("CONT", &[postmaster]);
        }
    }

    fn postmaster(&self) -> Option<u32> {
        read_to_string(self.data().join("postmaster.pid")).ok()?.lines().next()?.trim().parse().ok()
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn pg_ctl(&self) -> Command {
        let mut command = server_program("pg_ctl");
        command.arg("-D").arg(self.data());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.go_on();
        let mut stop = self.pg_ctl();
        let _ = quiet(stop.args(["-m", "immediate", "-w", "stop"])).status();
    }
}

/// The server refuses to run as root.
fn server_program(name: &str) -> Command {
    let program = programs().join(name);
    let mut command = if we_are_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", "postgres", "--regid", "postgres", "--init-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/").env_remove("PGDATA").env_remove("PGPORT").env_remove("PGOPTIONS");
    command
}

fn we_are_root() -> bool {
    Path::new("/proc/self").metadata().unwrap().uid() == 0
}

fn quiet(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}

fn run(command: &mut Command) {
    assert!(quiet(command).status().unwrap().success(), "{command:?}");
}

/// Where the server's programs are.
#[expect(clippy::disallowed_methods, reason = "a setting of this suite")]
fn programs() -> PathBuf {
    let named = std::env::var("PORTCULLIS_TEST_POSTGRES_PROGRAMS");
    named.expect("PORTCULLIS_TEST_POSTGRES_PROGRAMS must name a folder with initdb; see scripts/with-postgres").into()
}
