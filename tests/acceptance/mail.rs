//! What members are told by mail, taken by a real SMTP server.

use std::time::{Duration, Instant};

use crate::fixtures::{
    Answer, Database, FROM, Home, MailServer, Service, TIMEOUT, enrolled, eventually, free_port, header,
    home_with_mail, outbox,
};
use serde_json::json;

on_each_database! {
    a_member_is_told_of_their_authenticators_and_of_no_secret,
    mail_that_cannot_leave_waits_and_nobody_waits_for_it,
}

fn reset(service: &Service, administrator: &str) -> Answer {
    service.post(administrator, "/mfa/reset", &json!({ "resetUserId": "user" }))
}

/// ENR-5, SEC-1.
fn a_member_is_told_of_their_authenticators_and_of_no_secret(database: &Database) {
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
    eventually(TIMEOUT, "the failure is counted", || outbox(database).failures > 0);
    service.signal("TERM");
    let (_, log) = service.ended();
    assert!(log.lines().any(|line| line.contains("WARN") && line.contains("mail is not delivered")), "{log}");

    let server = MailServer::on(port);
    let _service = home.serve(&[]);
    // 30 seconds after the failure it is due again
    eventually(Duration::from_secs(45), "the mail is delivered", || outbox(database).messages == 0);
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
