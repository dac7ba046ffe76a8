//! Fetches over TLS: the issuer's certificate must come from the configured authorities, or else from a public one.

use std::net::TcpStream;
use std::sync::Arc;

use portcullis_adapters::jwt::{IssuerKeys, KeyLocation, KeySource};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::{INTERVAL, publishing};
use crate::fixtures::ISSUER;
use crate::fixtures::authority::Authority;
use crate::fixtures::fake_issuer::{FakeIssuer, Line};
use crate::fixtures::signer::Signer;

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
