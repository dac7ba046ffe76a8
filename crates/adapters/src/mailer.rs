//! Sends mail over SMTP (RFC 5321).
//!
//! lettre has the protocol, the encodings and TLS. The conversation is led here, because its stage says what a reply is
//! about: a permanent one (5yz) to `RCPT` or `DATA` is about the recipient, and an earlier one about the server.

mod mail_host;
mod message;
mod smtp_server;

use lettre::Address;
use lettre::message::Mailbox;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::client::SmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use portcullis_domain::{Error, Mail, MailSession, Mailer, Result, SendError};

pub use mail_host::MailHost;
use message::message;
pub use smtp_server::{SmtpAuthorities, SmtpServer};

/// The sender of all mail.
pub struct MailSender(Mailbox);

impl MailSender {
    /// Parses an address, or a name and an address in angle brackets.
    pub fn parse(text: &str) -> Result<Self> {
        let rule = "must be an address, or a name and <an address>";
        text.parse().map(Self).map_err(|_| Error::invalid("mail sender", rule))
    }
}

/// Sends mail through one SMTP server.
pub struct SmtpMailer {
    server: SmtpServer,
    from: Mailbox,
    /// The right side of message ids.
    host: MailHost,
    greeting: ClientId,
}

impl SmtpMailer {
    /// A mailer of the service on `host`, which connects when it first sends. It greets the server as `greeting`, or else
    /// by the name in the server's URL, or as `host`.
    pub fn new(server: SmtpServer, from: MailSender, host: MailHost, greeting: Option<&MailHost>) -> Self {
        let greeting = greeting.map(MailHost::client_id).or_else(|| server.own_name.clone());
        let greeting = greeting.unwrap_or_else(|| host.client_id());
        Self { server, from: from.0, host, greeting }
    }

    /// The address of the server, if it is on another host and its URL permits mail without encryption.
    pub fn unencrypted_server(&self) -> Option<String> {
        let is_exposed = self.server.is_unencrypted_by_choice() && !self.server.is_on_loopback();
        is_exposed.then(|| self.server.address())
    }

    /// The name that the server is greeted with.
    pub fn greeting(&self) -> String {
        self.greeting.to_string()
    }
}

impl Mailer for SmtpMailer {
    fn connect(&self) -> Result<Box<dyn MailSession>, SendError> {
        let connection = self.server.connect(&self.greeting).map_err(server_failure)?;
        let (from, host) = (self.from.clone(), self.host.clone());
        Ok(Box::new(SmtpSession { connection, from, host, between_mails: true }))
    }
}

struct SmtpSession {
    connection: SmtpConnection,
    from: Mailbox,
    host: MailHost,
    /// Whether the server expects a command.
    between_mails: bool,
}

impl Drop for SmtpSession {
    fn drop(&mut self) {
        if self.between_mails {
            let _ = self.connection.quit();
        }
    }
}

impl MailSession for SmtpSession {
    fn send(&mut self, mail: &Mail<'_>) -> Result<(), SendError> {
        let Ok(to) = mail.to.as_str().parse::<Address>() else {
            // stored by a version that accepted it
            return Err(SendError::Refused("not sent: the address is malformed".to_owned()));
        };
        let message = message(&self.from, &to, &self.host, mail)
            .map_err(|error| SendError::Deferred(Error::internal(error.to_string())))?;
        let from = self.from.email.clone();
        let parameters = if from.to_string().is_ascii() { Vec::new() } else { self.unicode_sender()? };
        self.between_mails = false;
        self.connection.command(MailFrom::new(Some(from), parameters)).map_err(server_failure)?;
        let sent = match self.connection.command(Rcpt::new(to, Vec::new())) {
            Ok(_) => self.hand_over(&message.formatted()),
            Err(error) => Err(recipient_failure("RCPT", error)),
        };
        self.between_mails = match sent {
            Ok(()) => true,
            // the connection is for the next mail
            Err(SendError::Refused(_)) => self.connection.command(Rset).is_ok(),
            Err(SendError::Deferred(_) | SendError::Server { .. }) => false,
        };
        sent
    }
}

impl SmtpSession {
    fn hand_over(&mut self, message: &[u8]) -> Result<(), SendError> {
        let accepted = self.connection.command(Data).and_then(|_| self.connection.message(message));
        accepted.map(drop).map_err(|error| recipient_failure("DATA", error))
    }

    /// What a sender's address outside of ASCII requires (RFC 6531).
    fn unicode_sender(&self) -> Result<Vec<MailParameter>, SendError> {
        if self.connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Ok(vec![MailParameter::SmtpUtfEight]);
        }
        let cause = Error::unavailable("the sender's address is not ASCII, and the server has no SMTPUTF8");
        Err(SendError::Server { refused: true, cause })
    }
}

/// A failure before the recipient was named.
fn server_failure(error: SmtpError) -> SendError {
    SendError::Server { refused: error.is_permanent(), cause: Error::unavailable(error) }
}

/// A failure from `RCPT` on. The text of a reply may contain the address: only its code is kept.
fn recipient_failure(command: &str, error: SmtpError) -> SendError {
    match error.status() {
        Some(code) if error.is_permanent() => SendError::Refused(format!("{code} to {command}")),
        Some(code) => SendError::Deferred(Error::unavailable(format!("{code} to {command}"))),
        None => SendError::Deferred(Error::unavailable(error)),
    }
}

#[cfg(test)]
mod tests {
    use portcullis_domain::EmailAddress;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sender_is_an_address_with_or_without_a_name() {
        assert!(MailSender::parse("a@b.example").is_ok());
        assert!(MailSender::parse("Portcullis <mfa@acme.example>").is_ok());
        assert!(MailSender::parse("no address").is_err());
    }
    #[test]
    fn greeting_is_that_of_the_settings_of_the_url_or_of_the_host() {
        let mailer = |url, greeting: Option<&str>| {
            let (server, from) = (SmtpServer::parse(url, None).unwrap(), MailSender::parse("a@b.example").unwrap());
            let greeting = greeting.map(|text| MailHost::parse(text).unwrap());
            let host = MailHost::of_url("https://mfa.example.com").unwrap();
            SmtpMailer::new(server, from, host, greeting.as_ref()).greeting()
        };
        assert_eq!(mailer("smtps://mail.example", None), "mfa.example.com");
        assert_eq!(mailer("smtps://mail.example/mx.example", None), "mx.example");
        assert_eq!(mailer("smtps://mail.example/mx.example", Some("out.example.com")), "out.example.com");
        assert_eq!(mailer("smtps://mail.example", Some("192.0.2.1")), "[192.0.2.1]");
    }

    proptest! {
        /// What can be added can be mailed, and of unquoted ASCII what can be mailed can be added.
        #[test]
        fn addresses_are_those_of_the_smtp_library(
            text in prop_oneof![
                r"[ab.!#'+/=?^_`{|}~-]{0,4}@[a1._!-]{0,6}",
                r"[ -~]{0,6}@[ -~]{0,6}",
                r"[a.]{60,66}@[ab]{60,65}\.[ab]{60,65}\.[ab]{55,65}(\.[ab]{1,8})?",
            ]
        ) {
            let is_plain = text.len() <= 254 && !text.contains([' ', ',', ';', ':', '<', '>', '(', ')', '[', ']', '\\', '"']);
            let is_mailed = text.parse::<Address>().is_ok();
            prop_assert_eq!(EmailAddress::parse(&*text).is_ok(), is_plain && is_mailed, "{}", text);
        }
    }
}
