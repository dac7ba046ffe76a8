//! The SMTP server that mail is handed over to.

use std::borrow::Cow;
use std::net::IpAddr;
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{Certificate, CertificateStore, SmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error as SmtpError, SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT};
use percent_encoding::percent_decode_str;
use portcullis_domain::{Error, Result};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use url::Url;

use crate::certificates::{certificates, invalid};

/// The longest wait for one reply of the server.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The authorities that a server's certificate may come from, instead of the public ones.
pub struct SmtpAuthorities(Vec<Certificate>);

impl SmtpAuthorities {
    /// Parses certificates in PEM.
    pub fn parse(pem: &[u8]) -> Result<Self> {
        let mut roots = RootCertStore::empty();
        let certificates = certificates(pem)?.into_iter().map(|certificate| {
            let der = certificate.der().to_vec();
            roots.add(CertificateDer::from(der.clone())).map_err(|_| invalid())?;
            Certificate::from_der(der).map_err(|_| invalid())
        });
        certificates.collect::<Result<_>>().map(Self)
    }
}

/// The address and credentials of an SMTP server.
pub struct SmtpServer {
    host: String,
    port: u16,
    encryption: Encryption,
    credentials: Option<Credentials>,
    /// The name to greet the server with, if the URL says it.
    pub(super) own_name: Option<ClientId>,
}

/// When a connection is encrypted.
enum Encryption {
    Never {
        /// Whether the URL says so.
        is_explicit: bool,
    },
    IfOffered(TlsParameters),
    /// By `STARTTLS`.
    Required(TlsParameters),
    /// From the first byte on.
    Always(TlsParameters),
}

impl SmtpServer {
    /// Parses `smtps://user:password@host`, `smtp://host:25?tls=required`, …. The server's certificate must come from
    /// `authorities`, or else from a public one. Errors never quote the URL, which may contain a password.
    pub fn parse(url: &str, authorities: Option<&SmtpAuthorities>) -> Result<Self> {
        Self::read(url, authorities).ok_or_else(|| {
            Error::invalid("SMTP URL", "must be smtp:// or smtps:// with a host; of smtp://, tls is required or none")
        })
    }

    fn read(url: &str, authorities: Option<&SmtpAuthorities>) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        // the host of an IPv6 address is in brackets
        let host = url.host_str().filter(|host| !host.is_empty())?.trim_matches(['[', ']']).to_owned();
        let tls = || tls_parameters(host.clone(), authorities);
        let mut options = url.query_pairs().filter(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let (option, second) = (options.next(), options.next());
        let (encryption, port) = match (url.scheme(), option.as_deref(), second) {
            ("smtp", None, None) => (Encryption::Never { is_explicit: false }, SMTP_PORT),
            ("smtp", Some("none"), None) => (Encryption::Never { is_explicit: true }, SMTP_PORT),
            ("smtp", Some("required"), None) => (Encryption::Required(tls()?), SUBMISSION_PORT),
            ("smtp", Some("opportunistic"), None) => (Encryption::IfOffered(tls()?), SUBMISSION_PORT),
            ("smtps", None | Some("required"), None) => (Encryption::Always(tls()?), SUBMISSIONS_PORT),
            _ => return None,
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(Cow::into_owned).ok();
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(decoded(url.username())?, decoded(password)?)),
            None => None,
        };
        let own_name = match url.path().trim_matches('/') {
            "" => None,
            name => Some(ClientId::Domain(name.to_owned())),
        };
        Some(Self { port: url.port().unwrap_or(port), host, encryption, credentials, own_name })
    }

    /// Whether nothing is sent before the connection is encrypted.
    pub fn is_encrypted(&self) -> bool {
        matches!(self.encryption, Encryption::Required(_) | Encryption::Always(_))
    }

    /// Whether the URL permits connections that are never encrypted.
    pub fn is_unencrypted_by_choice(&self) -> bool {
        matches!(self.encryption, Encryption::Never { is_explicit: true })
    }

    /// Whether the server is on this machine.
    pub fn is_on_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// The host and the port.
    pub(super) fn address(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        format!("{host}:{}", self.port)
    }

    pub(super) fn connect(&self, own_name: &ClientId) -> Result<SmtpConnection, SmtpError> {
        let wrapper = match &self.encryption {
            Encryption::Always(tls) => Some(tls),
            Encryption::Never { .. } | Encryption::IfOffered(_) | Encryption::Required(_) => None,
        };
        let server = (self.host.as_str(), self.port);
        let mut connection = SmtpConnection::connect(server, Some(TIMEOUT), own_name, wrapper, None)?;
        match &self.encryption {
            Encryption::Required(tls) => connection.starttls(tls, own_name)?,
            Encryption::IfOffered(tls) if connection.can_starttls() => connection.starttls(tls, own_name)?,
            Encryption::Never { .. } | Encryption::IfOffered(_) | Encryption::Always(_) => {}
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials)?;
        }
        Ok(connection)
    }
}

fn tls_parameters(host: String, authorities: Option<&SmtpAuthorities>) -> Option<TlsParameters> {
    let Some(SmtpAuthorities(certificates)) = authorities else { return TlsParameters::new(host).ok() };
    let none = TlsParameters::builder(host).certificate_store(CertificateStore::None);
    let trusting = certificates.iter().fold(none, |tls, one| tls.add_root_certificate(one.clone()));
    trusting.build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_smtp_url_is_rejected_without_its_password() {
        for url in [
            "http://hunter2@h",
            "hunter2",
            "smtps://",
            "smtp://hunter2@h?tls=maybe",
            "smtps://hunter2@h?tls=none",
            "smtps://hunter2@h?tls=opportunistic",
            "smtp://hunter2@h?tls=opportunistic&tls=required",
            "smtp://hunter2@h?tls=none&tls=required",
            "smtp://hunter2@h?tls=",
        ] {
            let Err(error) = SmtpServer::parse(url, None) else { panic!("{url}") };
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
        assert!(SmtpServer::parse("smtp://localhost:2525", None).is_ok());
    }

    #[test]
    fn port_and_credentials_come_from_the_url() {
        for (url, port, user) in [
            ("smtp://mail.example", 25, None),
            ("smtp://mail.example?tls=none", 25, None),
            ("smtp://mail.example?tls=required", 587, None),
            ("smtp://u:p@mail.example?tls=opportunistic", 587, Some(("u", "p"))),
            ("smtps://u%40b.example:p%3F+%20@mail.example/mx.example", 465, Some(("u@b.example", "p?+ "))),
            ("smtp://mail.example:2525", 2525, None),
            ("smtp://mail.example:1025?tls=none", 1025, None),
        ] {
            let server = SmtpServer::parse(url, None).unwrap();
            assert_eq!((server.host.as_str(), server.port), ("mail.example", port), "{url}");
            let expected = user.map(|(user, password)| Credentials::new(user.to_owned(), password.to_owned()));
            assert_eq!(server.credentials, expected, "{url}");
            let named = url.ends_with("mx.example").then(|| ClientId::Domain("mx.example".to_owned()));
            assert_eq!(server.own_name, named, "{url}");
        }
    }

    #[test]
    fn encryption_is_as_the_url_says() {
        for (url, encrypted, by_choice, loopback, address) in [
            ("smtps://mail.example", true, false, false, "mail.example:465"),
            ("smtp://mail.example?tls=required", true, false, false, "mail.example:587"),
            ("smtp://mail.example?tls=opportunistic", false, false, false, "mail.example:587"),
            ("smtp://mail.example", false, false, false, "mail.example:25"),
            ("smtp://mailpit:1025?tls=none", false, true, false, "mailpit:1025"),
            ("smtp://localhost:2525", false, false, true, "localhost:2525"),
            ("smtp://127.0.0.1?tls=none", false, true, true, "127.0.0.1:25"),
            ("smtp://[::1]:2525", false, false, true, "[::1]:2525"),
        ] {
            let server = SmtpServer::parse(url, None).unwrap();
            let found = (server.is_encrypted(), server.is_unencrypted_by_choice(), server.is_on_loopback());
            assert_eq!(found, (encrypted, by_choice, loopback), "{url}");
            assert_eq!(server.address(), address);
        }
    }

    #[test]
    fn authorities_are_certificates() {
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for pem in ["", "nonsense", broken] {
            assert!(SmtpAuthorities::parse(pem.as_bytes()).is_err(), "{pem}");
        }
    }
}
