//! Fetches the keys an issuer publishes: within bounds of time and size, over HTTPS, and only from URLs the issuer names.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use portcullis_domain::{Error, Result};
use serde_json::Value;
use ureq::tls::{RootCerts, TlsConfig};
use url::{Host, Url};

use crate::certificates::certificates;

/// The longest time for one complete response.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The largest response body.
const MAX_BYTES: u64 = 256 * 1024;

/// The path of the discovery document (OpenID Connect Discovery 1.0, section 4).
const DISCOVERY_PATH: &str = "/.well-known/openid-configuration";

/// Where an issuer publishes its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyLocation {
    /// At this URL.
    Jwks(Url),
    /// At the `jwks_uri` of the issuer's discovery document.
    Discovered {
        /// The issuer, exactly as in `iss`.
        issuer: String,
        /// The URL of that document.
        document: Url,
    },
}

impl KeyLocation {
    /// Uses the JWKS URL if there is one, and otherwise the discovery document, for which the issuer must be a URL.
    pub fn new(issuer: &str, jwks: Option<&str>) -> Result<Self> {
        if let Some(jwks) = jwks {
            return secure_url(jwks).map(Self::Jwks).map_err(|rule| Error::invalid("JWKS URL", rule));
        }
        let invalid = |rule: &str| Error::invalid("issuer", rule);
        let document = format!("{}{DISCOVERY_PATH}", issuer.strip_suffix('/').unwrap_or(issuer));
        let url = secure_url(issuer).map_err(invalid)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(invalid("must not have a query or fragment if its keys are discovered"));
        }
        Ok(Self::Discovered { issuer: issuer.to_owned(), document: secure_url(&document).map_err(invalid)? })
    }
}

impl fmt::Display for KeyLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Jwks(url) | Self::Discovered { document: url, .. } => write!(f, "{url}"),
        }
    }
}

/// Parses a URL whose response cannot be changed in transit: https, or http on loopback.
fn secure_url(text: &str) -> std::result::Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "must be a URL")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not contain a user name or password");
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err("must begin with https://, or be on loopback"),
    }
}

fn is_loopback(url: &Url) -> bool {
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
    /// Fetches from `location`. `authorities` are CA certificates (PEM) that replace the public ones.
    pub fn new(location: KeyLocation, authorities: Option<&[u8]>) -> Result<Self> {
        let roots = match authorities {
            Some(pem) => RootCerts::from(certificates(pem)?),
            None => RootCerts::WebPki,
        };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder().root_certs(roots).unversioned_rustls_crypto_provider(provider).build();
        let config = ureq::Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(TIMEOUT))
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent("portcullis")
            .accept("application/json")
            .build();
        Ok(Self { agent: config.new_agent(), location })
    }

    /// Returns where the keys come from.
    pub fn location(&self) -> &KeyLocation {
        &self.location
    }

    /// Fetches the published key set. Waits for the issuer.
    pub fn fetch(&self) -> Result<String> {
        match &self.location {
            KeyLocation::Jwks(url) => self.get(url),
            KeyLocation::Discovered { issuer, document } => {
                let url = jwks_uri(issuer, &self.get(document)?)
                    .map_err(|rule| Error::unavailable(format!("{document} {rule}")))?;
                self.get(&url)
            }
        }
    }

    fn get(&self, url: &Url) -> Result<String> {
        let failed = |error: ureq::Error| Error::unavailable(format!("{url}: {error}"));
        let mut response = self.agent.get(url.as_str()).call().map_err(failed)?;
        if response.status() != 200 {
            return Err(Error::unavailable(format!("{url} answered {}", response.status())));
        }
        response.body_mut().with_config().limit(MAX_BYTES).read_to_string().map_err(failed)
    }
}

/// Reads `jwks_uri` from a discovery document, which must name this issuer (OpenID Connect Discovery 1.0, section 4.3)
/// and must not point to loopback unless the issuer is there.
fn jwks_uri(issuer: &str, document: &str) -> std::result::Result<Url, String> {
    let document: Value = serde_json::from_str(document).map_err(|_| "is not JSON")?;
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    if text("issuer") != Some(issuer) {
        return Err("names another issuer".to_owned());
    }
    let named = text("jwks_uri").ok_or("has no jwks_uri")?;
    let url = secure_url(named).map_err(|rule| format!("has a jwks_uri that {rule}"))?;
    if url.scheme() == "http" && issuer.starts_with("https:") {
        return Err("has a jwks_uri that must begin with https://".to_owned());
    }
    Ok(url)
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
    fn jwks_url_is_https_or_on_loopback(#[case] url: &str, #[case] accepted: bool) {
        assert_eq!(KeyLocation::new("https://idp.example", Some(url)).is_ok(), accepted);
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
    fn issuer_url_has_a_discovery_document(#[case] issuer: &str, #[case] document: Option<&str>) {
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
    fn discovery_document_is_checked(#[case] document: &str, #[case] accepted: bool) {
        assert_eq!(jwks_uri("https://idp.example", document).is_ok(), accepted);
    }

    #[test]
    fn loopback_issuer_may_publish_on_loopback() {
        let document = r#"{"issuer":"http://localhost:1","jwks_uri":"http://localhost:1/jwks"}"#;
        assert!(jwks_uri("http://localhost:1", document).is_ok());
    }
}
