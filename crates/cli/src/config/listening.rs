//! The address, connections and TLS of the service.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::problems::Problems;
use super::{database, web_address};
use crate::error::{Error, Result};
use crate::server::{ListenConfig, TlsFiles};
use crate::settings::Settings;

/// The largest accepted number of connections.
const MOST_CONNECTIONS: u32 = 100_000;

/// Reads the address, connections and TLS of the service.
pub(crate) fn read(settings: &Settings) -> Result<ListenConfig> {
    let mut problems = Problems::default();
    let address = problems.note(address(settings));
    let connections = problems.note(connections(settings));
    let database = problems.note(database::read(settings));
    let tls = problems.note(tls(settings));
    let whole = || {
        Some(ListenConfig { address: address?, connections: connections?, database: database?.pool.get(), tls: tls? })
    };
    problems.conclude(whole())
}

/// Reads the address to listen on.
pub(crate) fn address(settings: &Settings) -> Result<SocketAddr> {
    web_address::socket_address(&settings.value("bind")?)
}

/// Reads the most connections.
pub(crate) fn connections(settings: &Settings) -> Result<u32> {
    settings.value("connections")?.number(1..=MOST_CONNECTIONS)
}

/// Reads the files of the service's own TLS. Certificate and key are given together or not at all.
pub(crate) fn tls(settings: &Settings) -> Result<Option<TlsFiles>> {
    match (settings.get("tls_cert"), settings.get("tls_key")) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => {
            Ok(Some(TlsFiles { certificate: PathBuf::from(&certificate.value), key: PathBuf::from(&key.value) }))
        }
        (Some(given), None) => Err(Error::invalid("PORTCULLIS_TLS_KEY", format!("is required with {}", given.source))),
        (None, Some(given)) => Err(Error::invalid("PORTCULLIS_TLS_CERT", format!("is required with {}", given.source))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificate_and_key_are_given_together() {
        assert_eq!(tls(&Settings::default()).unwrap(), None);
        for (given, missing) in [("tls_cert", "PORTCULLIS_TLS_KEY"), ("tls_key", "PORTCULLIS_TLS_CERT")] {
            let error = tls(&Settings::given(&[(given, "file.pem")])).unwrap_err().to_string();
            assert!(error.contains(missing), "{error}");
        }
    }
}
