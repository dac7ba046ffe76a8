//! The program: built once, started as often as a test wants, spoken to over its streams and over HTTP.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::database::Database;
use crate::process;

pub(crate) const SECRET: &str = "acceptance-tests-know-this-secret-and-nobody-minds";
pub(crate) const ISSUER: &str = "https://idp.example";
pub(crate) const AUDIENCE: &str = "portcullis";
pub(crate) const PUBLIC_URL: &str = "https://mfa.example";
pub(crate) const ENCRYPTION_KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// How long anything in these tests may take before it counts as hung.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The program's file, built with what this test binary was built with.
pub(crate) fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", "portcullis", "--message-format", "json-render-diagnostics"]);
        if cfg!(feature = "postgres") {
            build.args(["--features", "portcullis/postgres"]);
        }
        let output = build.current_dir(root()).stderr(Stdio::inherit()).output().unwrap();
        assert!(output.status.success(), "the program does not build");
        let artifacts = String::from_utf8(output.stdout).unwrap();
        let messages = artifacts.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let executable = messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from)).next_back();
        executable.expect("cargo names the program it built")
    })
}

/// The project's folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A folder to run the program in, and what it is told by its environment.
pub(crate) struct Home {
    pub(crate) folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
    /// What starts the program, with its own arguments; nothing by default.
    launcher: Vec<String>,
    /// Another program than the one that was built with this test.
    program: Option<PathBuf>,
}

impl Home {
    /// Nothing but a free port.
    pub(crate) fn bare() -> Self {
        let variables = vec![("PORTCULLIS_BIND".into(), "127.0.0.1:0".into()), ("RUST_LOG".into(), "warn".into())];
        Self { folder: tempfile::tempdir().unwrap(), variables, launcher: Vec::new(), program: None }
    }

    /// A whole configuration for this database, with an HS256 secret.
    pub(crate) fn of(database: &Database) -> Self {
        Self::keyless(database).with("PORTCULLIS_JWT_SECRET", SECRET)
    }

    /// The same without keys.
    pub(crate) fn keyless(database: &Database) -> Self {
        Self::bare()
            .with("DATABASE_URL", &database.url())
            .with("PORTCULLIS_ISSUER", ISSUER)
            .with("PORTCULLIS_AUDIENCE", AUDIENCE)
            .with("PORTCULLIS_PUBLIC_URL", PUBLIC_URL)
            .with("PORTCULLIS_ENCRYPTION_KEY", ENCRYPTION_KEY)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.into(), value.into()));
        self
    }

    /// The same, started by another program, which has to become ours.
    pub(crate) fn under(mut self, launcher: &[&str]) -> Self {
        self.launcher = launcher.iter().map(ToString::to_string).collect();
        self
    }

    /// The same with another build of the program.
    pub(crate) fn running(mut self, program: &Path) -> Self {
        self.program = Some(program.to_owned());
        self
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let program = self.program.as_deref().unwrap_or_else(|| binary()).as_os_str();
        let mut words = self.launcher.iter().map(OsStr::new).chain([program]);
        let mut command = Command::new(words.next().unwrap());
        command.args(words).args(arguments).current_dir(self.folder.path()).env_clear();
        command.envs(self.variables.iter().map(|(name, value)| (name, value))).stdin(Stdio::null());
        command
    }

    /// Begins a command; what it says is nobody's.
    pub(crate) fn begin(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must succeed, and returns what it said.
    pub(crate) fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {told}");
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    /// Runs a command with this on its standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command(arguments);
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = pipes.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// Runs a command that must fail, and returns what it complained of.
    pub(crate) fn fail(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {told}");
        assert!(told.contains("error: "), "{arguments:?}: {told}");
        told
    }

    /// The migrated database with an organization `acme`, one member of each role, and an organization `other`.
    pub(crate) fn populate(&self) {
        self.succeed(&["migrate"]);
        for (organization, members) in [
            (
                "acme",
                "subject,role\nowner,OWNER\nadministrator,ADMINISTRATORS\nworkspaces,WORKSPACES\nbilling,BILLING\n\
                 user,USER\nboth,OWNER\n",
            ),
            ("other", "subject,role\nboth,OWNER\nforeign,OWNER\n"),
        ] {
            self.succeed(&["organization", "create", organization, "--name", organization]);
            let list = self.folder.path().join("members.csv");
            std::fs::write(&list, members).unwrap();
            self.succeed(&["member", "import", "--organization", organization, list.to_str().unwrap()]);
        }
    }

    /// A token; `SUBJECT` or `SUBJECT@ORGANIZATION`.
    pub(crate) fn token(&self, whose: &str) -> String {
        match whose.split_once('@') {
            Some((subject, organization)) => {
                self.succeed(&["token", "--subject", subject, "--organization", organization])
            }
            None => self.succeed(&["token", "--subject", whose]),
        }
    }

    /// Starts the service and waits until it listens.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Service {
        let mut all = vec!["serve"];
        all.extend(arguments);
        let mut child = self.command(&all).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = lines_of(child.stdout.take().unwrap());
        let mut stderr = child.stderr.take().unwrap();
        let (log, logged) = channel();
        thread::spawn(move || {
            let mut text = String::new();
            let _ = stderr.read_to_string(&mut text);
            let _ = log.send(text);
        });
        let mut told = Vec::new();
        let address = loop {
            let Ok(line) = lines.recv_timeout(PATIENCE) else {
                let _ = child.kill();
                panic!("did not listen: {told:?} {:?}", logged.recv_timeout(PATIENCE));
            };
            match line.strip_prefix("listening on ") {
                Some(address) => break address.to_owned(),
                None => told.push(line),
            }
        };
        Service { child, address, told, lines: Mutex::new(lines), logged: Mutex::new(logged), agent: agent() }
    }
}

fn lines_of(stream: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (line, lines) = channel();
    thread::spawn(move || BufReader::new(stream).lines().map_while(Result::ok).try_for_each(|text| line.send(text)));
    lines
}

fn agent() -> ureq::Agent {
    let configured = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE));
    configured.max_idle_connections_per_host(256).max_idle_connections(256).build().into()
}

/// A running service; killed when the test ends before it.
pub(crate) struct Service {
    child: Child,
    /// `http://127.0.0.1:PORT`
    pub(crate) address: String,
    /// What it said before it listened.
    told: Vec<String>,
    lines: Mutex<Receiver<String>>,
    logged: Mutex<Receiver<String>>,
    agent: ureq::Agent,
}

/// What came back.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Service {
    /// What it says next on stdout, up to a line that contains `words`.
    pub(crate) fn says(&self, words: &str) -> Vec<String> {
        let lines = self.lines.lock().unwrap();
        let mut said = Vec::new();
        loop {
            let line = lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("never said {words}: {said:?}"));
            let last = line.contains(words);
            said.push(line);
            if last {
                return said;
            }
        }
    }

    /// Where it tells metrics: `http://127.0.0.1:PORT`
    pub(crate) fn metrics_address(&self) -> String {
        let told = self.told.iter().find_map(|line| line.strip_prefix("metrics on ")?.strip_suffix("/metrics"));
        told.expect("it tells metrics").to_owned()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        let mut response = self.agent.get(format!("{}{path}", self.address)).call().unwrap();
        Answer { status: response.status().as_u16(), body: response.body_mut().read_json().unwrap() }
    }

    /// `GET` with a token.
    pub(crate) fn get_as(&self, token: &str, path: &str) -> Answer {
        let call = self.agent.get(format!("{}{path}", self.address)).header("authorization", format!("Bearer {token}"));
        let mut response = call.call().unwrap();
        Answer { status: response.status().as_u16(), body: response.body_mut().read_json().unwrap() }
    }

    /// What the gate answers: the status, and why.
    pub(crate) fn gate(&self, token: &str) -> (u16, String) {
        self.gate_at("/mfa/gate", &[("authorization", &format!("Bearer {token}"))])
    }

    /// The same by another path, with these headers.
    pub(crate) fn gate_at(&self, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
        let call = self.agent.get(format!("{}{path}", self.address));
        let call = headers.iter().fold(call, |call, (name, value)| call.header(*name, *value));
        let response = call.call().unwrap();
        let status = response.status().as_u16();
        let name = if status == 200 { "x-portcullis-decision" } else { "x-portcullis-code" };
        (status, response.headers()[name].to_str().unwrap().to_owned())
    }

    /// `PUT` of JSON, with a token.
    pub(crate) fn put(&self, token: &str, path: &str, body: &Value) -> Answer {
        let call = self.agent.put(format!("{}{path}", self.address)).header("content-type", "application/json");
        let mut response = call.header("authorization", format!("Bearer {token}")).send(body.to_string()).unwrap();
        Answer { status: response.status().as_u16(), body: response.body_mut().read_json().unwrap() }
    }

    /// The same, over what has this tag.
    pub(crate) fn put_if(&self, tag: &str, token: &str, path: &str, body: &Value) -> Answer {
        let call = self.agent.put(format!("{}{path}", self.address)).header("content-type", "application/json");
        let call = call.header("if-match", tag).header("authorization", format!("Bearer {token}"));
        let mut response = call.send(body.to_string()).unwrap();
        Answer { status: response.status().as_u16(), body: response.body_mut().read_json().unwrap() }
    }

    /// `DELETE` with a token.
    pub(crate) fn delete(&self, token: &str, path: &str) -> Answer {
        let call = self.agent.delete(format!("{}{path}", self.address));
        let mut response = call.header("authorization", format!("Bearer {token}")).call().unwrap();
        Answer { status: response.status().as_u16(), body: response.body_mut().read_json().unwrap() }
    }

    /// `POST` of JSON, with a token unless it is empty.
    pub(crate) fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        self.post_with(&[], token, path, body)
    }

    /// The same from somebody who says that they came by another host.
    pub(crate) fn post_from(&self, host: &str, token: &str, path: &str, body: &Value) -> Answer {
        let forwarded = format!("host={host}");
        let headers = [
            ("host", host),
            ("x-forwarded-host", host),
            ("forwarded", &forwarded),
            ("referer", host),
            ("origin", host),
        ];
        self.post_with(&headers, token, path, body)
    }

    /// `POST /mfa/organization/enforce` with more headers.
    pub(crate) fn enforce_from(&self, headers: &[(&str, &str)], token: &str, body: &str) -> Answer {
        self.post_with(headers, token, "/mfa/organization/enforce", &serde_json::from_str(body).unwrap())
    }

    /// `POST` of JSON with a token, or why no answer came.
    pub(crate) fn try_post(&self, token: &str, path: &str, body: &Value) -> Result<Answer, ureq::Error> {
        let call = self.agent.post(format!("{}{path}", self.address)).header("content-type", "application/json");
        let mut response = call.header("authorization", format!("Bearer {token}")).send(body.to_string())?;
        Ok(Answer { status: response.status().as_u16(), body: response.body_mut().read_json()? })
    }

    fn post_with(&self, headers: &[(&str, &str)], token: &str, path: &str, body: &Value) -> Answer {
        let mut call = self.agent.post(format!("{}{path}", self.address)).header("content-type", "application/json");
        for (name, value) in headers {
            call = call.header(*name, *value);
        }
        if !token.is_empty() {
            call = call.header("authorization", format!("Bearer {token}"));
        }
        let mut response = call.send(body.to_string()).unwrap();
        Answer { status: response.status().as_u16(), body: response.body_mut().read_json().unwrap() }
    }

    /// A page, as it is.
    pub(crate) fn get_text(&self, path: &str) -> String {
        self.agent.get(format!("{}{path}", self.address)).call().unwrap().body_mut().read_to_string().unwrap()
    }

    /// `POST /mfa/organization/enforce`, or why no answer came.
    pub(crate) fn try_enforce(&self, token: &str, body: &str, request: &str) -> Result<Answer, ureq::Error> {
        let mut call = self
            .agent
            .post(format!("{}/mfa/organization/enforce", self.address))
            .header("content-type", "application/json")
            .header("x-request-id", request);
        if !token.is_empty() {
            call = call.header("authorization", format!("Bearer {token}"));
        }
        let mut response = call.send(body)?;
        Ok(Answer { status: response.status().as_u16(), body: response.body_mut().read_json()? })
    }

    pub(crate) fn enforce(&self, token: &str, body: &str) -> Answer {
        self.try_enforce(token, body, "acceptance").unwrap()
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal by name.
    pub(crate) fn signal(&self, name: &str) {
        process::signal(name, &[self.pid()]);
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end; the exit code and everything it logged.
    pub(crate) fn ended(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().unwrap().code();
        (code, self.logged.lock().unwrap().recv_timeout(PATIENCE).unwrap())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
