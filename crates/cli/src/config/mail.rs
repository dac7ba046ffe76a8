//! The mail server.

use portcullis_adapters::{MailSender, SmtpMailer, SmtpServer};

use super::web_address::is_loopback;
use crate::error::Result;
use crate::settings::Settings;

/// Reads the mail server and the sender, if a server is given. Mail is encrypted unless the server is on loopback.
pub(crate) fn read(settings: &Settings) -> Result<Option<SmtpMailer>> {
    let Some(url) = settings.get("smtp_url") else { return Ok(None) };
    let (server, options) = url.value.split_once('?').unwrap_or((&url.value, ""));
    let encrypted = server.starts_with("smtps://") || options.split('&').any(|option| option == "tls=required");
    if !(encrypted || url.value.strip_prefix("smtp://").is_some_and(is_loopback)) {
        return Err(url.wrong("must be smtps://, or smtp:// with ?tls=required, or on loopback"));
    }
    let from = settings.value("mail_from")?;
    let (server, from) = (url.named(SmtpServer::parse(&url.value))?, from.named(MailSender::parse(&from.value))?);
    Ok(Some(SmtpMailer::new(server, from)))
}
