//! Mail over SMTP, with a server that refuses at each stage of a conversation.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use portcullis_adapters::{MailSender, SmtpMailer, SmtpServer};
use portcullis_domain::{EmailAddress, Mail, Mailer as _, SendError};

/// A server that answers one command with its own reply, and accepts all others.
#[derive(Clone)]
struct Server {
    port: u16,
    commands: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// `stage` is the command, `greeting`, or `message` for the reply after the content.
    fn replying(stage: &'static str, reply: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), commands: Arc::default() };
        let (commands, reply) =
            (server.commands.clone(), move |at: &str, usual: &'static str| if at == stage { reply } else { usual });
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = converse(&stream, &commands, &reply);
            }
        });
        server
    }

    fn mailer(&self, credentials: &str) -> SmtpMailer {
        let url = format!("smtp://{credentials}127.0.0.1:{}", self.port);
        let (server, from) = (SmtpServer::parse(&url).unwrap(), MailSender::parse("mfa@acme.example").unwrap());
        SmtpMailer::new(server, from)
    }

    fn commands(&self) -> Vec<String> {
        std::mem::take(&mut *self.commands.lock().unwrap())
    }
}

fn converse(
    mut stream: &TcpStream,
    commands: &Mutex<Vec<String>>,
    reply: &impl Fn(&str, &'static str) -> &'static str,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    write!(stream, "{}\r\n", reply("greeting", "220 ready"))?;
    while let Some(line) = lines.next().transpose()? {
        let command = line.split(' ').next().unwrap().to_owned();
        let usual = match &*command {
            "EHLO" => "250-server\r\n250 AUTH PLAIN",
            "AUTH" => "235 welcome",
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        let answer = reply(&command, usual);
        commands.lock().unwrap().push(command.clone());
        if answer == "hang up" {
            return Ok(());
        }
        write!(stream, "{answer}\r\n")?;
        if command == "DATA" && answer == usual {
            while lines.next().transpose()?.is_some_and(|line| line != ".") {}
            let answer = reply("message", "250 taken");
            if answer == "hang up" {
                return Ok(());
            }
            write!(stream, "{answer}\r\n")?;
        }
    }
    Ok(())
}

/// Sends a mail and names the outcome.
fn outcome(server: &Server, credentials: &str) -> String {
    let to = EmailAddress::parse("alice@acme.example").unwrap();
    let mail = Mail { to: &to, subject: "Ümlaut", text: "A text.\n.\nAnother line.\n" };
    let sent = server.mailer(credentials).connect().and_then(|mut session| session.send(&mail));
    match sent {
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
        ("message", "552 too large", "552 to DATA"),
        ("message", "554 5.7.1 rejected", "554 to DATA"),
        ("message", "451 try later", "deferred"),
        ("message", "hang up", "deferred"),
        ("NOOP", "", "sent"),
    ] {
        let server = Server::replying(stage, reply);
        assert_eq!(outcome(&server, "user:secret@"), expected, "{stage} {reply}");
    }
    let closed = Server { port: 1, commands: Arc::default() };
    assert_eq!(outcome(&closed, ""), server_fails);
}

#[test]
fn connection_is_used_for_several_mails_and_ended() {
    let to = EmailAddress::parse("alice@acme.example").unwrap();
    let mail = Mail { to: &to, subject: "Hello", text: "A text." };
    let server = Server::replying("RCPT", "550 unknown");
    let mut session = server.mailer("").connect().unwrap();
    for _ in 0..2 {
        assert!(matches!(session.send(&mail), Err(SendError::Refused(_))));
    }
    drop(session);
    assert_eq!(server.commands(), ["EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "RSET", "QUIT"]);
    let server = Server::replying("message", "250 taken");
    let mut session = server.mailer("").connect().unwrap();
    for _ in 0..2 {
        session.send(&mail).unwrap();
    }
    drop(session);
    assert_eq!(server.commands(), ["EHLO", "MAIL", "RCPT", "DATA", "MAIL", "RCPT", "DATA", "QUIT"]);
}
