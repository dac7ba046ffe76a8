//! Fetches over TLS: the issuer's certificate must come from the configured authorities, or else from a public one.

use std::net::TcpStream;
use std::sync::Arc;

use portcullis_adapters::jwt::{IssuerKeys, KeyLocation, KeySource};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::{INTERVAL, publishing};
use crate::fixtures::ISSUER;
use crate::fixtures::fake_issuer::{FakeIssuer, Line};
use crate::fixtures::signer::Signer;

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap())
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    /// The TLS configuration of a host with a certificate for this name.
    fn host(&self, name: &str) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &self.0).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap())
    }
}

fn serving(config: Arc<ServerConfig>) -> FakeIssuer {
    let wrap = move |stream: TcpStream| -> Option<Box<dyn Line>> {
        Some(Box::new(StreamOwned::new(ServerConnection::new(Arc::clone(&config)).ok()?, stream)))
    };
    FakeIssuer::over(publishing(&[&Signer::ec("a")]), wrap)
}

fn reads(url: &str, authorities: Option<&str>) -> bool {
    let location = KeyLocation::new(ISSUER, Some(url)).unwrap();
    let source = KeySource::new(location, authorities.map(str::as_bytes)).unwrap();
    IssuerKeys::fetched(source, INTERVAL).refresh().is_ok()
}

#[test]
fn issuer_host_needs_a_trusted_certificate() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let right = serving(ours.host("localhost"));
    let url = format!("https://localhost:{}/keys", right.address.port());
    assert!(reads(&url, Some(&ours.pem())));
    assert!(!reads(&url, Some(&theirs.pem())), "another authority");
    assert!(!reads(&url, None), "not from a public authority");
    let other = serving(ours.host("idp.example"));
    assert!(!reads(&format!("https://localhost:{}/keys", other.address.port()), Some(&ours.pem())), "another host");
    assert!(right.requests().len() == 1 && other.requests().is_empty());
}
