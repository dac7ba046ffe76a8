//! The mail server.

use portcullis_adapters::{MailSender, SmtpMailer, SmtpServer};

use super::problems::Problems;
use super::web_address::is_loopback;
use crate::error::Result;
use crate::settings::{Given, Settings};

/// Reads the mail server and the sender, if a server is given. Mail is encrypted unless the server is on loopback.
pub(crate) fn read(settings: &Settings) -> Result<Option<SmtpMailer>> {
    let mut problems = Problems::default();
    let given = settings.get("smtp_url");
    let server = problems.note(given.map(server).transpose());
    // without a server, a sender is not required, but checked
    let sender = match (given, settings.get("mail_from")) {
        (None, None) => None,
        _ => problems.note(settings.value("mail_from").and_then(|from| from.named(MailSender::parse(&from.value)))),
    };
    problems.conclude(server.map(|server| Some(SmtpMailer::new(server?, sender?))))
}

fn server(url: &Given) -> Result<SmtpServer> {
    let (server, options) = url.value.split_once('?').unwrap_or((&url.value, ""));
    let encrypted = server.starts_with("smtps://") || options.split('&').any(|option| option == "tls=required");
    if !(encrypted || url.value.strip_prefix("smtp://").is_some_and(is_loopback)) {
        return Err(url.wrong("must be smtps://, or smtp:// with ?tls=required, or on loopback"));
    }
    url.named(SmtpServer::parse(&url.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_and_sender_are_named_by_their_own_settings() {
        let read = |url, from| read(&Settings::given(&[("smtp_url", url), ("mail_from", from)]));
        assert!(read("smtps://user:hunter2@mail.example", "Portcullis <mfa@example.com>").unwrap().is_some());
        assert!(read("smtp://localhost:2525", "mfa@example.com").unwrap().is_some());
        for (url, from, setting) in [
            ("smtps://", "mfa@example.com", "--smtp_url "),
            ("smtp://user:hunter2@mail.example", "mfa@example.com", "--smtp_url "),
            ("smtps://user:hunter2@mail.example", "nobody", "--mail_from "),
        ] {
            let Err(error) = read(url, from) else { panic!("{url} {from}") };
            assert!(error.to_string().starts_with(setting) && !error.to_string().contains("hunter2"), "{error}");
        }
        let missing = super::read(&Settings::given(&[("smtp_url", "smtp://localhost")])).map(drop).unwrap_err();
        assert!(missing.to_string().starts_with("PORTCULLIS_MAIL_FROM is required"), "{missing}");
    }
}
