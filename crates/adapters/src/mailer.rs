//! Sends mail over SMTP (RFC 5321).
//!
//! lettre has the protocol, the encodings and TLS. The conversation is led here, because its stage says what a reply is
//! about: a permanent one (5yz) to `RCPT` or `DATA` is about the recipient, and an earlier one about the server.

use std::borrow::Cow;
use std::time::Duration;

use lettre::Address;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::{Error as SmtpError, SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT};
use percent_encoding::percent_decode_str;
use portcullis_domain::{Error, Mail, MailSession, Mailer, Result, SendError};
use url::Url;

/// The longest wait for one reply of the server.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The address and credentials of an SMTP server.
pub struct SmtpServer {
    host: String,
    port: u16,
    encryption: Encryption,
    credentials: Option<Credentials>,
    /// The name to greet the server with.
    own_name: ClientId,
}

/// When a connection is encrypted.
enum Encryption {
    Never,
    IfOffered(TlsParameters),
    /// By `STARTTLS`.
    Required(TlsParameters),
    /// From the first byte on.
    Always(TlsParameters),
}

impl SmtpServer {
    /// Parses `smtps://user:password@host`, `smtp://host:25?tls=required`, …. Errors never quote the URL, which may
    /// contain a password.
    pub fn parse(url: &str) -> Result<Self> {
        Self::read(url).ok_or_else(|| Error::invalid("SMTP URL", "must be smtp:// or smtps:// with a host"))
    }

    fn read(url: &str) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        // the host of an IPv6 address is in brackets
        let host = url.host_str()?.trim_matches(['[', ']']).to_owned();
        let tls = || TlsParameters::new(host.clone()).ok();
        let option = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let (encryption, port) = match (url.scheme(), option.as_deref()) {
            ("smtp", None) => (Encryption::Never, SMTP_PORT),
            ("smtp", Some("required")) => (Encryption::Required(tls()?), SUBMISSION_PORT),
            ("smtp", Some("opportunistic")) => (Encryption::IfOffered(tls()?), SUBMISSION_PORT),
            ("smtps", _) => (Encryption::Always(tls()?), SUBMISSIONS_PORT),
            _ => return None,
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(Cow::into_owned).ok();
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(decoded(url.username())?, decoded(password)?)),
            None => None,
        };
        let own_name = match url.path().trim_matches('/') {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        Some(Self { port: url.port().unwrap_or(port), host, encryption, credentials, own_name })
    }

    fn connect(&self) -> Result<SmtpConnection, SmtpError> {
        let wrapper = match &self.encryption {
            Encryption::Always(tls) => Some(tls),
            Encryption::Never | Encryption::IfOffered(_) | Encryption::Required(_) => None,
        };
        let server = (self.host.as_str(), self.port);
        let mut connection = SmtpConnection::connect(server, Some(TIMEOUT), &self.own_name, wrapper, None)?;
        match &self.encryption {
            Encryption::Required(tls) => connection.starttls(tls, &self.own_name)?,
            Encryption::IfOffered(tls) if connection.can_starttls() => connection.starttls(tls, &self.own_name)?,
            Encryption::Never | Encryption::IfOffered(_) | Encryption::Always(_) => {}
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials)?;
        }
        Ok(connection)
    }
}

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
}

impl SmtpMailer {
    /// A mailer that connects when it first sends.
    pub fn new(server: SmtpServer, from: MailSender) -> Self {
        Self { server, from: from.0 }
    }
}

impl Mailer for SmtpMailer {
    fn connect(&self) -> Result<Box<dyn MailSession>, SendError> {
        let connection = self.server.connect().map_err(server_failure)?;
        Ok(Box::new(SmtpSession { connection, from: self.from.clone(), between_mails: true }))
    }
}

struct SmtpSession {
    connection: SmtpConnection,
    from: Mailbox,
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
        let defect = |error: &dyn ToString| SendError::Deferred(Error::internal(error.to_string()));
        let to: Address = mail.to.as_str().parse().map_err(|error| defect(&error))?;
        let message = lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.clone()))
            .subject(mail.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.to_owned())
            .map_err(|error| defect(&error))?;
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
    use super::*;

    #[test]
    fn invalid_smtp_url_is_rejected_without_its_password() {
        for url in ["http://hunter2@h", "hunter2", "smtps://", "smtp://hunter2@h?tls=maybe"] {
            let Err(error) = SmtpServer::parse(url) else { panic!("{url}") };
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
        assert!(SmtpServer::parse("smtp://localhost:2525").is_ok());
    }

    #[test]
    fn port_and_credentials_come_from_the_url() {
        for (url, port, user) in [
            ("smtp://mail.example", 25, None),
            ("smtp://mail.example?tls=required", 587, None),
            ("smtp://u:p@mail.example?tls=opportunistic", 587, Some(("u", "p"))),
            ("smtps://u%40b.example:p%3F+%20@mail.example/mx.example", 465, Some(("u@b.example", "p?+ "))),
            ("smtp://mail.example:2525", 2525, None),
        ] {
            let server = SmtpServer::parse(url).unwrap();
            assert_eq!((server.host.as_str(), server.port), ("mail.example", port), "{url}");
            let expected = user.map(|(user, password)| Credentials::new(user.to_owned(), password.to_owned()));
            assert_eq!(server.credentials, expected, "{url}");
            assert_eq!(server.own_name == ClientId::Domain("mx.example".to_owned()), url.ends_with("mx.example"));
        }
    }

    #[test]
    fn sender_is_an_address_with_or_without_a_name() {
        assert!(MailSender::parse("a@b.example").is_ok());
        assert!(MailSender::parse("Portcullis <mfa@acme.example>").is_ok());
        assert!(MailSender::parse("no address").is_err());
    }
}
