//! Mail over SMTP.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{SmtpTransport, Transport};
use portcullis_domain::{Error, Mail, Mailer, Result};

/// How long one step of a conversation with the server may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Hands mail to one SMTP server.
pub struct SmtpMailer {
    transport: SmtpTransport,
    from: Mailbox,
}

impl SmtpMailer {
    /// A mailer for the server that `url` names (`smtps://user:password@host`, `smtp://host:25?tls=required`, …), from
    /// the address `from`. Connects when it first sends. What is wrong with a URL is not quoted: it may hold a password.
    pub fn new(url: &str, from: &str) -> Result<Self> {
        let transport = SmtpTransport::from_url(url)
            .map_err(|_| Error::invalid("PORTCULLIS_SMTP_URL", "must be smtp:// or smtps:// with a host"))?;
        let from = from
            .parse()
            .map_err(|_| Error::invalid("PORTCULLIS_MAIL_FROM", "must be an address, or a name and <an address>"))?;
        Ok(Self { transport: transport.timeout(Some(TIMEOUT)).build(), from })
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
    fn what_is_no_server_or_no_sender_is_told_without_the_password() {
        for (url, from) in [("http://hunter2@h", "a@b.example"), ("smtp://h", "nobody"), ("hunter2", "a@b.example")] {
            let Err(error) = SmtpMailer::new(url, from) else { panic!("{url} {from}") };
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
        assert!(SmtpMailer::new("smtp://localhost:2525", "Portcullis <mfa@acme.example>").is_ok());
    }
}
