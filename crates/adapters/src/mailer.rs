//! Sends mail over SMTP.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::SmtpTransportBuilder;
use lettre::{SmtpTransport, Transport};
use portcullis_domain::{Error, Mail, Mailer, Result};

/// The longest wait for one reply of the server.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The address and credentials of an SMTP server.
pub struct SmtpServer(SmtpTransportBuilder);

impl SmtpServer {
    /// Parses `smtps://user:password@host`, `smtp://host:25?tls=required`, …. Errors never quote the URL, which may
    /// contain a password.
    pub fn parse(url: &str) -> Result<Self> {
        let server = SmtpTransport::from_url(url);
        server.map(Self).map_err(|_| Error::invalid("SMTP URL", "must be smtp:// or smtps:// with a host"))
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
    transport: SmtpTransport,
    from: Mailbox,
}

impl SmtpMailer {
    /// A mailer that connects when it first sends.
    pub fn new(server: SmtpServer, from: MailSender) -> Self {
        Self { transport: server.0.timeout(Some(TIMEOUT)).build(), from: from.0 }
    }
}

impl Mailer for SmtpMailer {
    fn send(&self, mail: &Mail<'_>) -> Result<()> {
        let to = mail.to.as_str().parse().map_err(Error::internal)?;
        let message = lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.to_owned())
            .map_err(Error::internal)?;
        self.transport.send(&message).map(drop).map_err(Error::unavailable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_smtp_url_is_rejected_without_its_password() {
        for url in ["http://hunter2@h", "hunter2"] {
            let Err(error) = SmtpServer::parse(url) else { panic!("{url}") };
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
        assert!(SmtpServer::parse("smtp://localhost:2525").is_ok());
    }

    #[test]
    fn sender_is_an_address_with_or_without_a_name() {
        assert!(MailSender::parse("a@b.example").is_ok());
        assert!(MailSender::parse("Portcullis <mfa@acme.example>").is_ok());
        assert!(MailSender::parse("no address").is_err());
    }
}
