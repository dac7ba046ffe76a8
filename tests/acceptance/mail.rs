//! What members are told by mail, taken by a real SMTP server.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use serde_json::json;

use crate::database::{Database, Raw};
use crate::own_mfa::enrolled;
use crate::program::{Answer, Home, PATIENCE, Service};

on_each_database! {
    a_member_is_told_of_their_authenticators_and_of_no_secret,
    mail_that_cannot_leave_waits_and_nobody_waits_for_it,
}

/// Debian's, to whose packages the server belongs; another on PATH would not find it.
const PYTHON: &str = "/usr/bin/python3";

const FROM: &str = "Portcullis <mfa@acme.example>";

/// Debian's `python3-aiosmtpd`, which keeps what it is sent in a Maildir; killed when the test ends.
pub(crate) struct MailServer {
    child: Child,
    folder: tempfile::TempDir,
}

impl MailServer {
    /// Whether there is one on this machine. Says so if not, and fails if there must be one.
    pub(crate) fn is_here() -> bool {
        let import = Command::new(PYTHON).args(["-c", "import aiosmtpd"]).output();
        let here = import.is_ok_and(|told| told.status.success());
        assert!(here || !is_required(), "REQUIRE_SMTP=1, and python3-aiosmtpd is not on this machine");
        if !here {
            println!("left out: mail, for python3-aiosmtpd is not on this machine");
        }
        here
    }

    /// Starts it and waits until it listens.
    pub(crate) fn on(port: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(PYTHON);
        command.args(["-m", "aiosmtpd", "-n", "-l", &format!("127.0.0.1:{port}"), "-c", "aiosmtpd.handlers.Mailbox"]);
        command.arg(folder.path().join("mails")).current_dir(folder.path()).stdin(Stdio::null());
        let server = Self { child: command.spawn().unwrap(), folder };
        eventually(PATIENCE, "the mail server listens", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        server
    }

    /// What it was sent, with each header and each line of the text whole (RFC 5322, quoted-printable).
    pub(crate) fn mails(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder.path().join("mails/new")).unwrap();
        let mails = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        mails.map(|mail| mail.replace("\r\n", "\n").replace("=\n", "").replace("\n ", " ")).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "a setting of this suite")]
fn is_required() -> bool {
    std::env::var("REQUIRE_SMTP").is_ok_and(|value| value == "1")
}

/// A port on which nobody listens.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub(crate) fn eventually(patience: Duration, what: &str, holds: impl Fn() -> bool) {
    const STEP: Duration = Duration::from_millis(100);
    let (_never, time_passes) = channel::<()>();
    for _ in 0..patience.as_millis() / STEP.as_millis() {
        if holds() {
            return;
        }
        let _ = time_passes.recv_timeout(STEP);
    }
    panic!("not within {patience:?}: {what}");
}

/// What the outbox holds.
#[derive(QueryableByName)]
pub(crate) struct Waiting {
    #[diesel(sql_type = BigInt)]
    pub(crate) messages: i64,
    #[diesel(sql_type = BigInt)]
    failures: i64,
}

pub(crate) fn waiting(database: &Database) -> Waiting {
    let query = sql_query("SELECT count(*) AS messages, coalesce(sum(failures), 0) AS failures FROM outbox");
    match database.raw() {
        Raw::Sqlite(mut connection) => query.get_result(&mut connection).unwrap(),
        #[cfg(feature = "postgres")]
        Raw::Postgres(mut connection) => query.get_result(&mut connection).unwrap(),
    }
}

/// An organization whose members have addresses, and mail goes out through this port.
pub(crate) fn home(database: &Database, port: u16) -> Home {
    let home = Home::of(database)
        .with("PORTCULLIS_SMTP_URL", &format!("smtp://127.0.0.1:{port}"))
        .with("PORTCULLIS_MAIL_FROM", FROM);
    home.succeed(&["migrate"]);
    home.succeed(&["organization", "create", "acme", "--name", "acme"]);
    for (subject, role) in [("administrator", "ADMINISTRATORS"), ("user", "USER")] {
        let email = format!("{subject}@acme.example");
        let member = ["--organization", "acme", "--subject", subject, "--role", role, "--email", &email];
        home.succeed(&[&["member", "add"][..], &member].concat());
    }
    home
}

fn reset(service: &Service, administrator: &str) -> Answer {
    service.post(administrator, "/mfa/reset", &json!({ "resetUserId": "user" }))
}

pub(crate) fn header<'a>(mail: &'a str, name: &str) -> &'a str {
    let start = format!("{name}: ");
    let (headers, _) = mail.split_once("\n\n").unwrap();
    headers.lines().find_map(|line| line.strip_prefix(&*start)).unwrap_or_else(|| panic!("no {name}: {mail}"))
}

/// ENR-5, SEC-1.
fn a_member_is_told_of_their_authenticators_and_of_no_secret(database: &Database) {
    if !MailServer::is_here() {
        return;
    }
    let port = free_port();
    let server = MailServer::on(port);
    let home = home(database, port);
    let service = home.serve(&[]);
    let alice = enrolled(&home, &service);
    let administrator = home.token("administrator@acme");
    assert_eq!(reset(&service, &administrator).status, 200);
    eventually(PATIENCE, "everything is delivered", || waiting(database).messages == 0);

    let mails = server.mails();
    let mut subjects: Vec<_> = mails.iter().map(|mail| header(mail, "Subject")).collect();
    subjects.sort_unstable();
    assert_eq!(
        subjects,
        [
            "acme: An authenticator app was added to your account",
            "acme: MFA was reset for your account: every authenticator and recovery code is gone",
            // what asks less of somebody is told to every administrator
            "acme: The MFA of the member user was reset",
        ]
    );
    let mut canaries = vec![alice.token, alice.secret, administrator];
    canaries.extend(alice.codes.iter().map(|code| code.replace('-', "")));
    canaries.extend(alice.codes);
    for mail in &mails {
        let of_the_member = !header(mail, "Subject").contains("the member user");
        let (to, advice) = if of_the_member {
            ("user@acme.example", "If this was not you")
        } else {
            ("administrator@acme.example", "By: administrator\n")
        };
        assert_eq!((header(mail, "From"), header(mail, "To")), (FROM, to));
        // as the server was told, whatever the mail says of itself
        assert_eq!((header(mail, "X-MailFrom"), header(mail, "X-RcptTo")), ("mfa@acme.example", to));
        assert!(mail.contains("\nOrganization: acme\n") && mail.contains(advice), "{mail}");
        assert_ne!(header(mail, "Content-Transfer-Encoding"), "base64", "a secret could hide in it");
        for canary in &canaries {
            assert!(!mail.contains(canary.as_str()), "in a mail: {canary:.6}…");
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "how long an answer takes")]
fn mail_that_cannot_leave_waits_and_nobody_waits_for_it(database: &Database) {
    if !MailServer::is_here() {
        return;
    }
    let port = free_port();
    let home = home(database, port);
    let service = home.serve(&[]);
    let administrator = home.token("administrator@acme");
    let asked = Instant::now();
    assert_eq!(reset(&service, &administrator).status, 200);
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    eventually(PATIENCE, "the failure is counted", || waiting(database).failures > 0);
    service.signal("TERM");
    let (_, log) = service.ended();
    assert!(log.lines().any(|line| line.contains("WARN") && line.contains("mail is not delivered")), "{log}");

    let server = MailServer::on(port);
    let _service = home.serve(&[]);
    // 30 seconds after the failure it is due again
    eventually(Duration::from_secs(45), "the mail is delivered", || waiting(database).messages == 0);
    let mails = server.mails();
    let mut told: Vec<_> = mails.iter().map(|mail| (header(mail, "To"), header(mail, "Subject"))).collect();
    told.sort_unstable();
    let [administrator, user] = &*told else { panic!("{mails:?}") };
    assert_eq!(*administrator, ("administrator@acme.example", "acme: The MFA of the member user was reset"));
    assert!(user.0 == "user@acme.example" && user.1.starts_with("acme: MFA was reset"), "{user:?}");
}

#[test]
fn mail_is_checked_and_never_goes_out_readable_over_a_network() {
    let database = Database::sqlite();
    let home = Home::of(&database);
    home.succeed(&["migrate"]);
    let check = |home: &Home| {
        let output = home.run(&["check"]);
        let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), told)
    };
    let (code, told) = check(&home);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("mail: none"), "{told}");

    let home = home.with("PORTCULLIS_SMTP_URL", "smtps://user:hunter2@mail.example");
    let (code, told) = check(&home);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("\"PORTCULLIS_MAIL_FROM\" is required") && !told.contains("hunter2"), "{told}");

    let home = home.with("PORTCULLIS_MAIL_FROM", FROM);
    let (code, told) = check(&home);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("mail: by SMTP") && !told.contains("hunter2"), "{told}");

    let home = home.with("PORTCULLIS_SMTP_URL", "smtp://user:hunter2@mail.example");
    let (code, told) = check(&home);
    assert_eq!(code, Some(1), "{told}");
    assert!(
        told.contains("wrong  mail: ") && told.contains("PORTCULLIS_SMTP_URL") && !told.contains("hunter2"),
        "{told}"
    );
    assert!(!home.fail(&["serve"]).contains("hunter2"));
}
