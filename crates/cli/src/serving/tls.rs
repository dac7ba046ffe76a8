//! TLS of our own: a certificate and its key, read at the start and again at SIGHUP.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use portcullis_domain::{Error, Result};
use tokio::signal::unix::Signal;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The files that an operator named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TlsFiles {
    /// The certificate, followed by those that vouch for it.
    pub(crate) certificate: PathBuf,
    /// Its private key.
    pub(crate) key: PathBuf,
}

impl TlsFiles {
    /// What the files hold, if they fit together. What a file holds is never told.
    pub(crate) fn read(&self) -> Result<Arc<ServerConfig>> {
        let wrong = |setting: &'static str, path: &Path, why: &dyn std::fmt::Display| {
            Error::invalid(setting, format!("names {}: {why}", path.display()))
        };
        let certificates = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>)
            .map_err(|error| wrong("PORTCULLIS_TLS_CERT", &self.certificate, &error))?;
        if certificates.is_empty() {
            return Err(wrong("PORTCULLIS_TLS_CERT", &self.certificate, &"there is no certificate in it"));
        }
        let key =
            PrivateKeyDer::from_pem_file(&self.key).map_err(|error| wrong("PORTCULLIS_TLS_KEY", &self.key, &error))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(Error::internal)?
            .with_no_client_auth()
            .with_single_cert(certificates, key)
            .map_err(|error| wrong("PORTCULLIS_TLS_KEY", &self.key, &error))?;
        // what guards a connection knows HTTP/1.1 alone
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

/// What the next handshake is made with.
#[derive(Clone)]
pub(super) struct Tls {
    current: Arc<RwLock<Arc<ServerConfig>>>,
}

impl Tls {
    pub(super) fn of(files: &TlsFiles) -> Result<Self> {
        Ok(Self { current: Arc::new(RwLock::new(files.read()?)) })
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Reads the files again at each of these hang-ups. Files that cannot be used change nothing.
    pub(super) async fn follow(self, files: TlsFiles, mut hangups: Signal) {
        while hangups.recv().await.is_some() {
            match files.read() {
                Ok(config) => {
                    *self.current.write().unwrap_or_else(PoisonError::into_inner) = config;
                    log::info!("the certificate was read again");
                }
                Err(error) => {
                    log::error!(cause = error.to_string().as_str(); "the certificate cannot be used; the one before stays");
                }
            }
        }
    }
}
