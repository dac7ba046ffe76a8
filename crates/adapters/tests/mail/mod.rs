//! Mail over SMTP, with a server that refuses at each stage of a conversation.

mod server;

use std::sync::Arc;

use portcullis_adapters::{MailHost, MailSender, SmtpAuthorities, SmtpMailer, SmtpServer};
use portcullis_domain::{EmailAddress, Mail, Mailer as _, SendError};

use crate::fixtures::authority::Authority;
use server::Server;

fn mailer(url: &str, authorities: Option<&SmtpAuthorities>) -> SmtpMailer {
    let (server, from) = (SmtpServer::parse(url, authorities).unwrap(), MailSender::parse("mfa@acme.example").unwrap());
    SmtpMailer::new(server, from, MailHost::of_url("https://mfa.acme.example").unwrap(), None)
}

fn send(mailer: &SmtpMailer, id: &str, to: &EmailAddress) -> Result<(), SendError> {
    let mail = Mail { id, to, subject: "Ümlaut", text: "A text.\n.\nAnother line.\n" };
    mailer.connect().and_then(|mut session| session.send(&mail))
}

/// Sends a mail and names the outcome.
fn outcome(url: &str) -> String {
    match send(&mailer(url, None), "acme 1 0", &EmailAddress::parse("alice@acme.example").unwrap()) {
        Ok(()) => "sent".to_owned(),
        Err(SendError::Server { refused, .. }) => format!("server, refused: {refused}"),
        Err(SendError::Deferred(_)) => "deferred".to_owned(),
        Err(SendError::Refused(reply)) => reply,
    }
}

#[test]
fn only_replies_about_the_recipient_are_permanent() {
    let (server_refuses, server_fails) = ("server, refused: true", "server, refused: false");
    for (stage, reply, expected) in [
        ("greeting", "554 no service for alice@acme.example", server_refuses),
        ("greeting", "421 too busy", server_fails),
        ("EHLO", "550 who are you", server_refuses),
        ("AUTH", "535 wrong password", server_refuses),
        ("AUTH", "454 try later", server_fails),
        ("MAIL", "550 sender rejected", server_refuses),
        ("MAIL", "530 authentication required", server_refuses),
        ("MAIL", "451 try later", server_fails),
        ("MAIL", "hang up", server_fails),
        ("RCPT", "550 5.1.1 <alice@acme.example> is unknown", "550 to RCPT"),
        ("RCPT", "553 not allowed", "553 to RCPT"),
        ("RCPT", "450 greylisted", "deferred"),
        ("RCPT", "452 mailbox full", "deferred"),
        ("RCPT", "hang up", "deferred"),
        ("DATA", "554 no valid recipients", "554 to DATA"),
        ("DATA", "451 try later", "deferred"),
        ("message", "550 5.7.1 Messages missing a valid Message-ID header are not accepted", "550 to DATA"),
        ("message", "552 too large", "552 to DATA"),
        ("message", "554 5.7.1 rejected", "554 to DATA"),
        ("message", "451 try later", "deferred"),
        ("message", "hang up", "deferred"),
        ("NOOP", "", "sent"),
    ] {
        let server = Server::replying(stage, reply);
        assert_eq!(outcome(&server.url("user:secret@")), expected, "{stage} {reply}");
    }
    assert_eq!(outcome("smtp://127.0.0.1:1"), server_fails);
}

#[test]
fn connection_is_used_for_several_mails_and_ended() {
    let to = EmailAddress::parse("alice@acme.example").unwrap();
    let mail = Mail { id: "acme 1 0", to: &to, subject: "Hello", text: "A text." };
    let server = Server::replying("RCPT", "550 unknown");
    let mut session = mailer(&server.url(""), None).connect().unwrap();
    for _ in 0..2 {
        assert!(matches!(session.send(&mail), Err(SendError::Refused(_))));
    }
    drop(session);
    assert_eq!(server.commands(), ["EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "RSET", "QUIT"]);
    let server = Server::replying("message", "250 taken");
    let mut session = mailer(&server.url(""), None).connect().unwrap();
    for _ in 0..2 {
        session.send(&mail).unwrap();
    }
    drop(session);
    assert_eq!(server.commands(), ["EHLO", "MAIL", "RCPT", "DATA", "MAIL", "RCPT", "DATA", "QUIT"]);
}

#[test]
fn message_has_one_id_for_all_attempts() {
    let server = Server::replying("NOOP", "");
    let mailer = mailer(&server.url(""), None);
    let to = EmailAddress::parse("alice@acme.example").unwrap();
    for id in ["acme 1 0", "acme 1 0", "acme 1 1"] {
        send(&mailer, id, &to).unwrap();
    }
    let ids: Vec<_> = server.messages().iter().map(|message| header(message, "Message-ID")).collect();
    assert!(ids[0] == ids[1] && ids[1] != ids[2], "{ids:?}");
    assert!(ids.iter().all(|id| id.ends_with("@mfa.acme.example>")), "{ids:?}");
}

#[test]
fn server_is_greeted_by_the_host_of_the_public_url() {
    let server = Server::replying("NOOP", "");
    outcome(&server.url(""));
    assert_eq!(server.lines()[0], "EHLO mfa.acme.example");
    let [message] = &*server.messages() else { panic!("one message") };
    assert_eq!((header(message, "MIME-Version"), header(message, "Auto-Submitted")), ("1.0".into(), "auto-generated".into()));
    assert!(header(message, "Date").ends_with("+0000"), "{message}");
}

#[test]
fn address_that_an_earlier_version_stored_is_refused_at_once() {
    let server = Server::replying("NOOP", "");
    let mut session = mailer(&server.url(""), None).connect().unwrap();
    for (address, sent) in [("a..b@acme.example", false), ("a.b@acme.example", true)] {
        let to = EmailAddress::restore(address).unwrap();
        let outcome = session.send(&Mail { id: "acme 1 0", to: &to, subject: "Hello", text: "A text." });
        match outcome {
            Ok(()) => assert!(sent, "{address}"),
            Err(SendError::Refused(reply)) => assert!(!sent && !reply.contains("acme"), "{address}: {reply}"),
            Err(other) => panic!("{address}: {other}"),
        }
    }
}

#[test]
fn mail_server_needs_a_trusted_certificate() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let to = EmailAddress::parse("alice@acme.example").unwrap();
    let sent = |server: &Server, pem: Option<String>| {
        let authorities = pem.map(|pem| SmtpAuthorities::parse(pem.as_bytes()).unwrap());
        let url = format!("smtps://localhost:{}", server.port);
        send(&mailer(&url, authorities.as_ref()), "acme 1 0", &to).is_ok()
    };
    let right = Server::encrypted(ours.host("localhost"));
    assert!(sent(&right, Some(ours.pem())));
    assert!(sent(&right, Some(theirs.pem() + &ours.pem())), "one of several authorities");
    assert!(!sent(&right, Some(theirs.pem())), "another authority");
    assert!(!sent(&right, None), "not from a public authority");
    let other = Server::encrypted(ours.host("mail.example"));
    assert!(!sent(&other, Some(ours.pem())), "another host");
    assert_eq!((right.messages().len(), other.messages().len()), (2, 0));
}

fn header(message: &str, name: &str) -> String {
    let start = format!("{name}: ");
    let found: Vec<_> = message.lines().filter_map(|line| line.strip_prefix(&*start)).collect();
    let [value] = &*found else { panic!("{name} in {message}") };
    (*value).to_owned()
}
