//! The npm package `oidc-provider`, started and stopped by a test.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::{folder, is_installed};

/// A provider on a port of its own, which may be restarted with other keys.
pub(super) struct Provider {
    pub(super) port: u16,
    keys: tempfile::TempDir,
    running: Option<Child>,
    /// Where it reports logouts of the application `app`.
    pub(super) logout_uri: String,
}

/// A browser at the provider, with its cookies.
#[cfg(feature = "postgres")]
pub(super) struct Browser {
    running: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

#[cfg(feature = "postgres")]
impl Browser {
    /// Opens a browser whose access tokens are signed with this algorithm.
    pub(super) fn at(provider: &Provider, algorithm: &str) -> Self {
        let mut command = Command::new("node");
        command.args(["browser.mjs", &provider.issuer(), algorithm]).current_dir(folder());
        let mut running = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(running.stdout.take().unwrap()).lines();
        Self { running, lines }
    }

    fn tell(&mut self, line: &str) -> String {
        use std::io::Write as _;
        writeln!(self.running.stdin.as_mut().unwrap(), "{line}").unwrap();
        self.lines.next().expect("the browser answers").unwrap()
    }

    /// Logs in and returns the access token.
    pub(super) fn log_in(&mut self, name: &str) -> String {
        self.tell(&format!("login {name}"))
    }

    pub(super) fn log_out(&mut self) {
        assert_eq!(self.tell("logout"), "out");
    }
}

#[cfg(feature = "postgres")]
impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.running.kill();
        let _ = self.running.wait();
    }
}

impl Provider {
    pub(super) fn is_installed() -> bool {
        is_installed("node with oidc-provider (npm ci in tests/issuers)", "node", &["-e", "import('oidc-provider')"])
    }

    pub(super) fn on(port: u16) -> Self {
        Self {
            port,
            keys: tempfile::tempdir().unwrap(),
            running: None,
            logout_uri: "http://localhost/unused".to_owned(),
        }
    }

    pub(super) fn issuer(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Starts the provider with these keys: `NAME:ALGORITHM`. Keys of the same name are the same each time.
    pub(super) fn start(&mut self, names: &[&str]) {
        self.end();
        let mut command = Command::new("node");
        command
            .env("LOGOUT_URI", &self.logout_uri)
            .arg("provider.mjs")
            .arg(self.port.to_string())
            .arg(self.keys.path())
            .args(names);
        let pipes = command.current_dir(folder()).stdout(Stdio::piped()).stderr(Stdio::null()).stdin(Stdio::null());
        let mut child = pipes.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().starts_with("ready ")), "the provider does not start");
        self.running = Some(child);
    }

    pub(super) fn end(&mut self) {
        if let Some(mut child) = self.running.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// An access token of a client for Portcullis, signed with this algorithm.
    pub(super) fn token(&self, algorithm: &str) -> String {
        let mut answer = ureq::post(format!("{}/token", self.issuer()))
            .header("authorization", "Basic bWFjaGluZTpvbmx5LWZvci10ZXN0cw==")
            .send_form([
                ("grant_type", "client_credentials"),
                ("resource", &format!("https://portcullis.example/{algorithm}")),
                ("scope", "portcullis.provision"),
            ])
            .unwrap();
        let output: Value = answer.body_mut().read_json().unwrap();
        output["access_token"].as_str().unwrap().to_owned()
    }

    /// The file with the private key of this name.
    pub(super) fn key(&self, name: &str) -> std::path::PathBuf {
        Path::new(self.keys.path()).join(format!("{name}.json"))
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.end();
    }
}
