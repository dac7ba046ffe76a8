//! What an operator decides about the network: TLS, proxies, pages of other origins, how many connections.

use std::path::PathBuf;

use portcullis_api::{CorsOrigins, TrustedProxies};
use portcullis_domain::{Error, Result};

use super::reading::{Settings, list, under, whole_number, wrong};
use crate::server::{ListenConfig, TlsFiles};

/// How much may be under way for each connection to the database: what has it, and what waits.
const FOR_EACH: usize = 8;

impl Settings<'_> {
    /// Whose word on where a request came from is believed.
    pub(crate) fn trusted_proxies(&self) -> Result<TrustedProxies> {
        let Some(given) = self.0.get("trusted_proxies") else { return Ok(TrustedProxies::default()) };
        TrustedProxies::parse(&list(&given.value)).map_err(under(given))
    }

    /// Which pages of other origins may call.
    pub(crate) fn cors_origins(&self) -> Result<CorsOrigins> {
        let Some(given) = self.0.get("cors_origins") else { return Ok(CorsOrigins::default()) };
        CorsOrigins::parse(&list(&given.value)).map_err(under(given))
    }

    /// TLS of our own, if there is any: the certificate and the key belong together.
    pub(crate) fn tls(&self) -> Result<Option<TlsFiles>> {
        match (self.0.get("tls_cert"), self.0.get("tls_key")) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => {
                Ok(Some(TlsFiles { certificate: PathBuf::from(&certificate.value), key: PathBuf::from(&key.value) }))
            }
            (Some(_), None) => Err(Error::invalid("PORTCULLIS_TLS_KEY", "is required with PORTCULLIS_TLS_CERT")),
            (None, Some(_)) => Err(Error::invalid("PORTCULLIS_TLS_CERT", "is required with PORTCULLIS_TLS_KEY")),
        }
    }

    /// How many connections clients may have.
    pub(crate) fn connections(&self) -> Result<u32> {
        let given = self.value("connections")?;
        let connections = whole_number(&given)?;
        if !(1..=100_000).contains(&connections) {
            return Err(wrong(&given, "must be from 1 to 100000"));
        }
        Ok(connections)
    }

    /// How much may be under way at once.
    pub(crate) fn at_once(&self) -> Result<usize> {
        let connections = usize::try_from(self.pool()?.get()).unwrap_or(usize::MAX);
        Ok(connections.saturating_mul(FOR_EACH))
    }

    /// Returns the settings of the listener.
    pub(crate) fn listening(&self) -> Result<ListenConfig> {
        Ok(ListenConfig {
            address: self.bind()?,
            connections: self.connections()?,
            database: self.pool()?.get(),
            tls: self.tls()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::reading::tests::sources;
    use super::*;

    #[test]
    fn a_certificate_and_its_key_are_given_together() {
        assert_eq!(Settings(&sources(&[])).tls().unwrap(), None);
        for (given, missing) in [("tls_cert", "PORTCULLIS_TLS_KEY"), ("tls_key", "PORTCULLIS_TLS_CERT")] {
            let error = Settings(&sources(&[(given, "file.pem")])).tls().unwrap_err().to_string();
            assert!(error.contains(missing), "{error}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_under_the_name_that_it_was_given_by() {
        for (name, value) in
            [("trusted_proxies", "10.0.0.0/8, proxy"), ("cors_origins", "https://a.example,*"), ("connections", "0")]
        {
            let sources = sources(&[(name, value)]);
            let settings = Settings(&sources);
            let errors = [
                settings.trusted_proxies().map(drop),
                settings.cors_origins().map(drop),
                settings.connections().map(drop),
            ];
            let errors: Vec<_> = errors.into_iter().filter_map(Result::err).map(|error| error.to_string()).collect();
            let [error] = &*errors else { panic!("{errors:?}") };
            assert!(error.contains(&format!("--{name}")), "{error}");
        }
    }
}
