//! The mail server.

use portcullis_adapters::{MailHost, MailSender, SmtpAuthorities, SmtpMailer, SmtpServer};

use super::problems::Problems;
use super::public_url;
use crate::error::{Error, Result};
use crate::settings::{Given, Settings};

/// Reads the mail server, the sender and the names that mail bears, if a server is given. Mail is encrypted unless the
/// server is on loopback or its URL permits otherwise.
pub(crate) fn read(settings: &Settings) -> Result<Option<SmtpMailer>> {
    let mut problems = Problems::default();
    let given = settings.get("smtp_url");
    let authorities = problems.note(authorities(settings)).flatten();
    let server = problems.note(given.map(|url| server(url, authorities.as_ref())).transpose());
    let greeting = settings.get("smtp_hello").map(|given| given.named(MailHost::parse(&given.value)));
    let greeting = problems.note(greeting.transpose()).flatten();
    // without a server, a sender is not required, but checked
    let sender = match (given, settings.get("mail_from")) {
        (None, None) => None,
        _ => problems.note(settings.value("mail_from").and_then(|from| from.named(MailSender::parse(&from.value)))),
    };
    let host = given.and_then(|_| problems.note(host(settings)));
    let mailer = |server: Option<SmtpServer>| {
        let Some(server) = server else { return Some(None) };
        Some(Some(SmtpMailer::new(server, sender?, host?, greeting.as_ref())))
    };
    problems.conclude(server.and_then(mailer))
}

fn server(url: &Given, authorities: Option<&SmtpAuthorities>) -> Result<SmtpServer> {
    let server = url.named(SmtpServer::parse(&url.value, authorities))?;
    let has_credentials = url.value.contains('@');
    match (server.is_encrypted(), server.is_unencrypted_by_choice() || server.is_on_loopback()) {
        (true, _) => Ok(server),
        (false, true) if !has_credentials => Ok(server),
        (false, true) => Err(url.wrong("must not have a user and a password without encryption")),
        (false, false) => Err(url.wrong(
            "must be smtps://, or smtp:// with ?tls=required, or on loopback; ?tls=none permits mail without encryption",
        )),
    }
}

/// Reads the certificates of the authorities that the mail server's own may come from.
fn authorities(settings: &Settings) -> Result<Option<SmtpAuthorities>> {
    let parsed = |given: &Given| given.named(SmtpAuthorities::parse(given.file()?.as_bytes()));
    settings.get("smtp_ca_file").map(parsed).transpose()
}

/// Reads the host of the public URL, which message ids end in.
fn host(settings: &Settings) -> Result<MailHost> {
    MailHost::of_url(&public_url::read(settings)?)
        .map_err(|_| Error::invalid("PORTCULLIS_PUBLIC_URL", "must be a URL"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_with(url: &str, more: &[(&'static str, &str)]) -> Result<Option<SmtpMailer>> {
        let required = [("public_url", "https://mfa.example.com"), ("mail_from", "mfa@example.com"), ("smtp_url", url)];
        read(&Settings::given(&[&required[..], more].concat()))
    }

    #[test]
    fn server_and_sender_are_named_by_their_own_settings() {
        let read = |url, from| read_with(url, &[("mail_from", from)]);
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
        let given = [("smtp_url", "smtp://localhost"), ("public_url", "https://mfa.example.com")];
        let missing = super::read(&Settings::given(&given)).map(drop).unwrap_err();
        assert!(missing.to_string().starts_with("PORTCULLIS_MAIL_FROM is required"), "{missing}");
    }

    #[test]
    fn mail_without_encryption_is_permitted_in_writing() {
        for (url, accepted) in [
            ("smtps://mail.example", true),
            ("smtps://user:hunter2@mail.example", true),
            ("smtp://user:hunter2@mail.example?tls=required", true),
            ("smtp://mailpit:1025?tls=none", true),
            ("smtp://localhost:1025", true),
            ("smtp://[::1]:1025?tls=none", true),
            ("smtp://mailpit:1025", false),
            ("smtp://mailpit:1025?tls=opportunistic", false),
            ("smtp://mailpit:1025?tls=opportunistic&tls=required", false),
            ("smtp://user:hunter2@mailpit:1025?tls=none", false),
            ("smtp://user:hunter2@localhost:1025", false),
            ("smtps://mailpit?tls=none", false),
            ("smtp://mailpit:1025?tls=no", false),
        ] {
            let read = read_with(url, &[]);
            assert_eq!(read.is_ok(), accepted, "{url}");
            let error = read.map(drop).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn greeting_is_the_host_of_the_public_url_or_the_setting() {
        let greeting = |more: &[_]| read_with("smtps://mail.example", more).unwrap().unwrap().greeting();
        assert_eq!(greeting(&[]), "mfa.example.com");
        assert_eq!(greeting(&[("smtp_hello", "out.example.com")]), "out.example.com");
        assert_eq!(greeting(&[("smtp_hello", "192.0.2.1")]), "[192.0.2.1]");
        assert_eq!(greeting(&[("public_url", "http://localhost:3000")]), "[127.0.0.1]");
        let Err(error) = read_with("smtps://mail.example", &[("smtp_hello", "mfa")]) else { panic!("accepted") };
        assert!(error.to_string().starts_with("--smtp_hello must be a fully qualified host name"), "{error}");
    }

    #[test]
    fn authorities_are_named_by_their_own_setting() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        std::fs::write(&file, "nonsense").unwrap();
        for (name, words) in [(file.to_str().unwrap(), "must contain certificates"), ("/nowhere", "cannot be read")] {
            let Err(error) = read_with("smtps://mail.example", &[("smtp_ca_file", name)]) else { panic!("{name}") };
            let error = error.to_string();
            assert!(error.starts_with("--smtp_ca_file ") && error.contains(words), "{error}");
        }
    }
}
