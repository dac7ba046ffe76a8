//! Mail to members, received by a real SMTP server.

use std::time::{Duration, Instant};

use crate::fixtures::{
    Answer, Database, FROM, Home, MailServer, Service, TIMEOUT, enrolled, eventually, free_port, header,
    home_with_mail, outbox, sleep,
};
use serde_json::json;

on_each_database! {
    members_are_notified_without_secrets,
    undeliverable_mail_is_retried_in_the_background,
}

fn reset(service: &Service, administrator: &str) -> Answer {
    service.post(administrator, "/mfa/reset", &json!({ "resetUserId": "user" }))
}

/// The subject line of the mail about the administrator who was added.
const ROLE: &str = "acme: administrator was given the role ADMINISTRATORS";

/// ENR-5, SEC-1.
fn members_are_notified_without_secrets(database: &Database) {
    if !MailServer::is_installed() {
        return;
    }
    let port = free_port();
    let server = MailServer::on(port);
    let home = home_with_mail(database, port);
    let service = home.serve(&[]);
    let alice = enrolled(&home, &service);
    let administrator = home.token("administrator@acme");
    assert_eq!(reset(&service, &administrator).status, 200);
    eventually(TIMEOUT, "everything is delivered", || outbox(database).messages == 0);

    let mails = server.mails();
    let mut subjects: Vec<_> = mails.iter().map(|mail| header(mail, "Subject")).collect();
    subjects.sort_unstable();
    assert_eq!(
        subjects,
        [
            "acme: An authenticator app was added to your account",
            "acme: MFA was reset for your account: every authenticator and recovery code is gone",
            // administrators are notified of weakening changes and of higher roles
            "acme: The MFA of the member user was reset",
            ROLE,
        ]
    );
    let mut canaries = vec![alice.token, alice.secret, administrator];
    canaries.extend(alice.codes.iter().map(|code| code.replace('-', "")));
    canaries.extend(alice.codes);
    for mail in &mails {
        let (to, advice) = match header(mail, "Subject") {
            ROLE => ("administrator@acme.example", "By: an operator ("),
            reset if reset.contains("the member user") => ("administrator@acme.example", "By: administrator\n"),
            _ => ("user@acme.example", "If this was not you"),
        };
        assert_eq!((header(mail, "From"), header(mail, "To")), (FROM, to));
        // the envelope (SMTP), not the headers
        assert_eq!((header(mail, "X-MailFrom"), header(mail, "X-RcptTo")), ("mfa@acme.example", to));
        // RFC 5322, 2045 and 3834
        assert!(header(mail, "Message-ID").starts_with('<') && header(mail, "Date").ends_with("+0000"), "{mail}");
        assert_eq!((header(mail, "MIME-Version"), header(mail, "Auto-Submitted")), ("1.0", "auto-generated"));
        assert!(mail.contains("\nOrganization: acme\n") && mail.contains(advice), "{mail}");
        assert_ne!(header(mail, "Content-Transfer-Encoding"), "base64", "a secret could hide in it");
        for canary in &canaries {
            assert!(!mail.contains(canary.as_str()), "in a mail: {canary:.6}…");
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the test measures how long an answer takes")]
fn undeliverable_mail_is_retried_in_the_background(database: &Database) {
    if !MailServer::is_installed() {
        return;
    }
    let port = free_port();
    let home = home_with_mail(database, port);
    let service = home.serve(&[]);
    let administrator = home.token("administrator@acme");
    let asked = Instant::now();
    assert_eq!(reset(&service, &administrator).status, 200);
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    // the workers look every second
    sleep(Duration::from_secs(3));
    service.signal("TERM");
    let (_, log) = service.ended();
    let unavailable = "mail is not delivered: the mail server is not available";
    assert!(log.lines().any(|line| line.contains("WARN") && line.contains(unavailable)), "{log}");
    let waiting = outbox(database);
    assert_eq!((waiting.messages, waiting.failures), (3, 0), "it costs no mail and no attempt");

    let server = MailServer::on(port);
    let _service = home.serve(&[]);
    eventually(TIMEOUT, "the mail is delivered", || outbox(database).messages == 0);
    let mails = server.mails();
    let mut output: Vec<_> = mails.iter().map(|mail| (header(mail, "To"), header(mail, "Subject"))).collect();
    output.sort_unstable();
    let [administrator, role, user] = &*output else { panic!("{mails:?}") };
    assert_eq!(*administrator, ("administrator@acme.example", "acme: The MFA of the member user was reset"));
    assert_eq!(*role, ("administrator@acme.example", ROLE));
    assert!(user.0 == "user@acme.example" && user.1.starts_with("acme: MFA was reset"), "{user:?}");
}

#[test]
fn mail_settings_require_encryption() {
    let database = Database::sqlite();
    let home = Home::of(&database);
    home.succeed(&["migrate"]);
    let check = |home: &Home| {
        let output = home.run(&["check"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), text)
    };
    let (code, output) = check(&home);
    assert_eq!(code, Some(0), "{output}");
    assert!(output.contains("mail: none"), "{output}");

    let home = home.with("PORTCULLIS_SMTP_URL", "smtps://user:hunter2@mail.example");
    let (code, output) = check(&home);
    assert_eq!(code, Some(1), "{output}");
    assert!(output.contains("PORTCULLIS_MAIL_FROM is required") && !output.contains("hunter2"), "{output}");

    let home = home.with("PORTCULLIS_MAIL_FROM", FROM);
    let (code, output) = check(&home);
    assert_eq!(code, Some(0), "{output}");
    assert!(output.contains("ok     mail: by SMTP as ") && !output.contains("hunter2"), "{output}");

    let home = home.with("PORTCULLIS_SMTP_HELLO", "out.acme.example");
    let home = home.with("PORTCULLIS_SMTP_URL", "smtp://mailpit:1025?tls=none");
    let (code, output) = check(&home);
    assert_eq!(code, Some(0), "{output}");
    let note = "note   mail: by SMTP as out.acme.example, WITHOUT ENCRYPTION to mailpit:1025 (tls=none)";
    assert!(output.contains(note), "{output}");

    let home = home.with("PORTCULLIS_SMTP_URL", "smtp://user:hunter2@mail.example");
    let (code, output) = check(&home);
    assert_eq!(code, Some(1), "{output}");
    assert!(
        output.contains("wrong  mail: ") && output.contains("PORTCULLIS_SMTP_URL") && !output.contains("hunter2"),
        "{output}"
    );
    assert!(!home.fail(&["serve"]).contains("hunter2"));
}
