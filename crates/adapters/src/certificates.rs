//! Certificates of authorities, from PEM files.

use portcullis_domain::{Error, Result};
use ureq::tls::{Certificate, PemItem, parse_pem};

/// Reads a file that contains certificates, at least one, and nothing else.
pub(crate) fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>> {
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        match item.map_err(|_| invalid())? {
            PemItem::Certificate(certificate) => found.push(certificate),
            _ => return Err(invalid()),
        }
    }
    if found.is_empty() { Err(invalid()) } else { Ok(found) }
}

/// The error that a file is none.
pub(crate) fn invalid() -> Error {
    Error::invalid("CA file", "must contain certificates in PEM")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ca_file_contains_only_certificates() {
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
