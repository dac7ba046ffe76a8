//! The name of this service among mail servers.

use std::net::{IpAddr, Ipv4Addr};

use lettre::transport::smtp::extension::ClientId;
use portcullis_domain::{Error, Result};
use url::{Host, Url};

/// The longest host name (RFC 1035, section 2.3.4, as text).
const LONGEST: usize = 253;

/// A host in whose name mail is sent: by its name, or by its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailHost {
    /// The host with this name.
    Named(String),
    /// The host with this address.
    At(IpAddr),
}

impl MailHost {
    /// Parses a fully qualified name, or an IP address with or without brackets. RFC 5321, section 4.1.4, requires one of
    /// the two in `EHLO`.
    pub fn parse(text: &str) -> Result<Self> {
        let literal = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(text);
        if let Ok(address) = literal.strip_prefix("IPv6:").unwrap_or(literal).parse() {
            return Ok(Self::At(address));
        }
        if text.len() <= LONGEST && is_qualified(text) && text.split('.').all(is_label) {
            return Ok(Self::Named(text.to_ascii_lowercase()));
        }
        Err(Error::invalid("host", "must be a fully qualified host name, such as mfa.example.com, or an IP address"))
    }

    /// The host of a URL, or an error if the text is none.
    pub fn of_url(url: &str) -> Result<Self> {
        match Url::parse(url).ok().as_ref().and_then(Url::host) {
            Some(Host::Domain(name)) => Ok(Self::Named(name.to_owned())),
            Some(Host::Ipv4(address)) => Ok(Self::At(address.into())),
            Some(Host::Ipv6(address)) => Ok(Self::At(address.into())),
            None => Err(Error::invalid("URL", "must be a URL")),
        }
    }

    /// The name to greet a server with. A host whose name is not fully qualified, such as `localhost`, is known by its
    /// loopback address.
    pub(super) fn client_id(&self) -> ClientId {
        match self {
            Self::Named(name) if is_qualified(name) => ClientId::Domain(name.clone()),
            Self::Named(_) => ClientId::Ipv4(Ipv4Addr::LOCALHOST),
            Self::At(IpAddr::V4(address)) => ClientId::Ipv4(*address),
            Self::At(IpAddr::V6(address)) => ClientId::Ipv6(*address),
        }
    }

    /// The right side of a message id (RFC 5322, section 3.6.4).
    pub(super) fn id_right(&self) -> String {
        match self {
            Self::Named(name) => name.clone(),
            Self::At(_) => self.client_id().to_string(),
        }
    }
}

fn is_qualified(name: &str) -> bool {
    name.contains('.')
}

fn is_label(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=63).contains(&text.len()) && text.bytes().all(is_inner) && !text.starts_with('-') && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greeting_is_fully_qualified_or_an_address_literal() {
        for (text, greeting) in [
            ("mfa.example.com", Some("mfa.example.com")),
            ("MFA.Example.COM", Some("mfa.example.com")),
            ("192.0.2.1", Some("[192.0.2.1]")),
            ("[192.0.2.1]", Some("[192.0.2.1]")),
            ("2001:db8::1", Some("[IPv6:2001:db8::1]")),
            ("[2001:db8::1]", Some("[IPv6:2001:db8::1]")),
            ("[IPv6:2001:db8::1]", Some("[IPv6:2001:db8::1]")),
            ("", None),
            ("mfa", None),
            ("localhost", None),
            ("mfa.example.com.", None),
            (".example.com", None),
            ("-mfa.example.com", None),
            ("mfa example.com", None),
            ("mfa.example.com\r\nMAIL", None),
            ("bücher.example", None),
            ("https://mfa.example.com", None),
        ] {
            let parsed = MailHost::parse(text).ok().map(|host| host.client_id().to_string());
            assert_eq!(parsed.as_deref(), greeting, "{text}");
        }
        assert!(MailHost::parse(&format!("{}.example", "x".repeat(64))).is_err());
        assert!(MailHost::parse(&["x"; 128].join(".")).is_err());
    }

    #[test]
    fn host_of_the_public_url_greets_and_ends_message_ids() {
        for (url, greeting, id) in [
            ("https://mfa.example.com", "mfa.example.com", "mfa.example.com"),
            ("https://MFA.example.com:8443/portcullis", "mfa.example.com", "mfa.example.com"),
            ("https://bücher.example", "xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("https://192.0.2.1", "[192.0.2.1]", "[192.0.2.1]"),
            ("https://[2001:db8::1]:3000", "[IPv6:2001:db8::1]", "[IPv6:2001:db8::1]"),
            ("http://localhost:3000", "[127.0.0.1]", "localhost"),
            ("https://mfa", "[127.0.0.1]", "mfa"),
        ] {
            let host = MailHost::of_url(url).unwrap();
            assert_eq!((host.client_id().to_string().as_str(), host.id_right().as_str()), (greeting, id), "{url}");
        }
        assert!(MailHost::of_url("mfa.example.com").is_err());
    }
}
