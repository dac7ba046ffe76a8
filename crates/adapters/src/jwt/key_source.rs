//! Where an issuer publishes its keys, and how they are fetched: for a bounded time, up to a bounded size, from nowhere
//! that the issuer does not name, and never over an open line.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use portcullis_domain::{Error, Result};
use serde_json::Value;
use ureq::tls::{Certificate, RootCerts, TlsConfig, parse_pem};
use url::{Host, Url};

/// By when one answer is here, whole.
const DEADLINE: Duration = Duration::from_secs(5);

/// The most bytes of an answer.
const MOST_BYTES: u64 = 256 * 1024;

/// Where a document about the issuer stands (OpenID Connect Discovery 1.0, section 4).
const DISCOVERY: &str = "/.well-known/openid-configuration";

/// Where an issuer publishes its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyLocation {
    /// At this URL.
    Jwks(Url),
    /// At the URL that the issuer's own document names.
    Discovered {
        /// The issuer, exactly as its tokens say.
        issuer: String,
        /// Where that document stands.
        document: Url,
    },
}

impl KeyLocation {
    /// The URL that was named, or else the one that the issuer's document will name: then the issuer is a URL.
    pub fn of(issuer: &str, jwks: Option<&str>) -> Result<Self> {
        if let Some(jwks) = jwks {
            return closed_line(jwks).map(Self::Jwks).map_err(|rule| Error::invalid("PORTCULLIS_JWKS_URL", rule));
        }
        let named = |rule: &str| Error::invalid("PORTCULLIS_ISSUER", rule);
        let document = format!("{}{DISCOVERY}", issuer.strip_suffix('/').unwrap_or(issuer));
        let plain = closed_line(issuer).map_err(named)?;
        if plain.query().is_some() || plain.fragment().is_some() {
            return Err(named("must have no query and no fragment, for its keys are to be discovered"));
        }
        Ok(Self::Discovered { issuer: issuer.to_owned(), document: closed_line(&document).map_err(named)? })
    }
}

impl fmt::Display for KeyLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Jwks(url) | Self::Discovered { document: url, .. } => write!(f, "{url}"),
        }
    }
}

/// A URL whose answer nobody on the way can change: https, or http on this machine.
fn closed_line(text: &str) -> std::result::Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "must be a URL")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must hold no name and no password");
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_on_this_machine(&url) => Ok(url),
        _ => Err("must begin with https://, or be on loopback"),
    }
}

fn is_on_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Fetches what an issuer publishes.
pub struct KeySource {
    agent: ureq::Agent,
    location: KeyLocation,
}

impl KeySource {
    /// From there. `authorities` are the certificates (PEM) of those who may vouch for the issuer's host, instead of the
    /// public ones.
    pub fn new(location: KeyLocation, authorities: Option<&[u8]>) -> Result<Self> {
        let roots = match authorities {
            Some(pem) => RootCerts::from(certificates(pem)?),
            None => RootCerts::WebPki,
        };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder().root_certs(roots).unversioned_rustls_crypto_provider(provider).build();
        let config = ureq::Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(DEADLINE))
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent("portcullis")
            .accept("application/json")
            .build();
        Ok(Self { agent: config.new_agent(), location })
    }

    /// Where the keys come from.
    pub fn location(&self) -> &KeyLocation {
        &self.location
    }

    /// The key set, as it is published now. Waits for the issuer.
    pub fn fetch(&self) -> Result<String> {
        match &self.location {
            KeyLocation::Jwks(url) => self.get(url),
            KeyLocation::Discovered { issuer, document } => {
                let url = keys_of(issuer, &self.get(document)?)
                    .map_err(|rule| Error::unavailable(format!("{document} {rule}")))?;
                self.get(&url)
            }
        }
    }

    fn get(&self, url: &Url) -> Result<String> {
        let failed = |error: ureq::Error| Error::unavailable(format!("{url}: {error}"));
        let mut answer = self.agent.get(url.as_str()).call().map_err(failed)?;
        if answer.status() != 200 {
            return Err(Error::unavailable(format!("{url} answered {}", answer.status())));
        }
        answer.body_mut().with_config().limit(MOST_BYTES).read_to_string().map_err(failed)
    }
}

/// Where the issuer's document says that its keys are. It must be about that issuer (OpenID Connect Discovery 1.0,
/// section 4.3), and must not send us to this machine unless the issuer is on it.
fn keys_of(issuer: &str, document: &str) -> std::result::Result<Url, String> {
    let document: Value = serde_json::from_str(document).map_err(|_| "is not JSON")?;
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    if text("issuer") != Some(issuer) {
        return Err("is about another issuer".to_owned());
    }
    let named = text("jwks_uri").ok_or("names no jwks_uri")?;
    let url = closed_line(named).map_err(|rule| format!("names a jwks_uri that {rule}"))?;
    if url.scheme() == "http" && issuer.starts_with("https:") {
        return Err("names a jwks_uri that must begin with https://".to_owned());
    }
    Ok(url)
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>> {
    let wrong = || Error::invalid("PORTCULLIS_ISSUER_CA_FILE", "must hold certificates in PEM");
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        match item.map_err(|_| wrong())? {
            ureq::tls::PemItem::Certificate(certificate) => found.push(certificate),
            _ => return Err(wrong()),
        }
    }
    if found.is_empty() { Err(wrong()) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://idp.example/keys", true)]
    #[case("https://idp.example:8443/a/b?c=d", true)]
    #[case("http://localhost:8080/keys", true)]
    #[case("http://127.0.0.1/keys", true)]
    #[case("http://[::1]:9/keys", true)]
    #[case("http://idp.example/keys", false)]
    #[case("http://localhost.evil.example/keys", false)]
    #[case("http://user@localhost/keys", false)]
    #[case("https://user:secret@idp.example/keys", false)]
    #[case("file:///etc/passwd", false)]
    #[case("ftp://idp.example/keys", false)]
    #[case("idp.example/keys", false)]
    #[case("", false)]
    fn keys_come_over_a_closed_line_alone(#[case] url: &str, #[case] taken: bool) {
        assert_eq!(KeyLocation::new("https://idp.example", Some(url)).is_ok(), taken);
    }

    #[rstest]
    #[case("https://idp.example", Some("https://idp.example/.well-known/openid-configuration"))]
    #[case("https://idp.example/", Some("https://idp.example/.well-known/openid-configuration"))]
    #[case("https://idp.example/realms/x", Some("https://idp.example/realms/x/.well-known/openid-configuration"))]
    #[case("http://localhost:1/x", Some("http://localhost:1/x/.well-known/openid-configuration"))]
    #[case("http://idp.example", None)]
    #[case("https://idp.example?x=y", None)]
    #[case("https://idp.example#x", None)]
    #[case("my-product", None)]
    fn an_issuer_that_is_a_url_has_a_document(#[case] issuer: &str, #[case] document: Option<&str>) {
        let found = KeyLocation::new(issuer, None).ok().map(|location| location.to_string());
        assert_eq!(found.as_deref(), document);
    }

    #[rstest]
    #[case(r#"{"issuer":"https://idp.example","jwks_uri":"https://keys.example/jwks"}"#, true)]
    #[case(r#"{"issuer":"https://idp.example/","jwks_uri":"https://keys.example/jwks"}"#, false)]
    #[case(r#"{"issuer":"https://evil.example","jwks_uri":"https://keys.example/jwks"}"#, false)]
    #[case(r#"{"jwks_uri":"https://keys.example/jwks"}"#, false)]
    #[case(r#"{"issuer":"https://idp.example"}"#, false)]
    #[case(r#"{"issuer":"https://idp.example","jwks_uri":7}"#, false)]
    #[case(r#"{"issuer":"https://idp.example","jwks_uri":"http://keys.example/jwks"}"#, false)]
    #[case(r#"{"issuer":"https://idp.example","jwks_uri":"http://127.0.0.1/jwks"}"#, false)]
    #[case(r#"{"issuer":"https://idp.example","jwks_uri":"file:///etc/passwd"}"#, false)]
    #[case("[]", false)]
    #[case("<html>", false)]
    fn the_document_is_about_this_issuer_and_names_a_closed_line(#[case] document: &str, #[case] taken: bool) {
        assert_eq!(keys_of("https://idp.example", document).is_ok(), taken);
    }

    #[test]
    fn an_issuer_on_this_machine_may_keep_its_keys_there() {
        let document = r#"{"issuer":"http://localhost:1","jwks_uri":"http://localhost:1/jwks"}"#;
        assert!(keys_of("http://localhost:1", document).is_ok());
    }

    #[test]
    fn authorities_are_certificates_and_nothing_else() {
        for bad in [
            "",
            "nonsense",
            "-----BEGIN CERTIFICATE-----\nAAAA\n",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        ] {
            assert!(certificates(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
