//! TLS: a certificate and its key, read at the start and again at SIGHUP.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::signal::unix::Signal;

use crate::error::{Error, Result};

/// The certificate and key files that the settings name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TlsFiles {
    /// The certificate, followed by its chain.
    pub(crate) certificate: PathBuf,
    /// Its private key.
    pub(crate) key: PathBuf,
}

impl TlsFiles {
    /// Reads the files and checks that the key belongs to the certificate. Errors never quote a file's content.
    pub(crate) fn read(&self) -> Result<Arc<CertifiedKey>> {
        let wrong = |setting: &'static str, path: &Path, why: &dyn std::fmt::Display| {
            Error::invalid(setting, format!("names {}: {why}", path.display()))
        };
        let certificates = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>)
            .map_err(|error| wrong("PORTCULLIS_TLS_CERT", &self.certificate, &error))?;
        if certificates.is_empty() {
            return Err(wrong("PORTCULLIS_TLS_CERT", &self.certificate, &"the file contains no certificate"));
        }
        let key =
            PrivateKeyDer::from_pem_file(&self.key).map_err(|error| wrong("PORTCULLIS_TLS_KEY", &self.key, &error))?;
        CertifiedKey::from_der(certificates, key, &aws_lc_rs::default_provider())
            .map(Arc::new)
            .map_err(|error| wrong("PORTCULLIS_TLS_KEY", &self.key, &error))
    }
}

/// The certificate of the next handshake.
#[derive(Debug)]
pub(super) struct CurrentCertificate {
    files: TlsFiles,
    current: RwLock<Arc<CertifiedKey>>,
}

impl CurrentCertificate {
    pub(super) fn read(files: TlsFiles) -> Result<Arc<Self>> {
        let current = RwLock::new(files.read()?);
        Ok(Arc::new(Self { files, current }))
    }

    /// TLS 1.2 and 1.3 with this certificate. actix-web adds `http/1.1` as the only ALPN protocol, because its feature
    /// `http2` is off.
    pub(super) fn server_config(self: Arc<Self>) -> Result<ServerConfig> {
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(Error::internal)?;
        Ok(config.with_no_client_auth().with_cert_resolver(self))
    }

    /// Reads the files again at each SIGHUP. Files that cannot be used leave the current certificate in place.
    pub(super) async fn reload(self: Arc<Self>, mut hangups: Signal) {
        while hangups.recv().await.is_some() {
            match self.files.read() {
                Ok(certificate) => {
                    *self.current.write().unwrap_or_else(PoisonError::into_inner) = certificate;
                    log::info!("certificate reloaded");
                }
                Err(error) => {
                    log::error!(cause = error.to_string().as_str(); "certificate not reloaded; the current one stays");
                }
            }
        }
    }
}

impl ResolvesServerCert for CurrentCertificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner)))
    }
}
