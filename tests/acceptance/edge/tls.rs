//! TLS of our own.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::database::Database;
use crate::edge::socket::{Socket, Told, answers};
use crate::program::{Home, PATIENCE, Service};

/// Somebody who vouches for certificates.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut about = CertificateParams::new(Vec::new()).unwrap();
        about.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(about, KeyPair::generate().unwrap()).unwrap())
    }

    /// Writes a certificate for `localhost` and its key.
    fn certify(&self, folder: &Path) {
        let key = KeyPair::generate().unwrap();
        let about = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = about.signed_by(&key, &self.0).unwrap();
        std::fs::write(folder.join("cert.pem"), certificate.pem()).unwrap();
        std::fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
    }

    /// Asks over TLS, believing this authority alone.
    fn ask(&self, service: &Service, protocols: &[&[u8]]) -> Result<Told, std::io::Error> {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let mut config =
            builder.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        let name = ServerName::try_from("localhost").unwrap();
        let connection = ClientConnection::new(Arc::new(config), name).unwrap();
        let stream = TcpStream::connect(service.address.strip_prefix("https://").unwrap()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        stream.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        Ok(answers(&bytes, true).pop().unwrap())
    }
}

fn with_tls(database: &Database, authority: &Authority) -> Home {
    let home = Home::of(database).with("PORTCULLIS_TLS_CERT", "cert.pem").with("PORTCULLIS_TLS_KEY", "key.pem");
    authority.certify(home.folder.path());
    home.populate();
    home
}

#[test]
fn it_is_served_over_tls_to_whom_the_certificate_convinces_and_to_nobody_in_the_clear() {
    let database = Database::sqlite();
    let (ours, others) = (Authority::new(), Authority::new());
    let home = with_tls(&database, &ours);
    assert!(home.succeed(&["check"]).contains("of our own"));
    let service = home.serve(&[]);
    assert!(service.address.starts_with("https://"));
    let told = ours.ask(&service, &[b"http/1.1"]).unwrap();
    assert_eq!((told.status, told.header("strict-transport-security")), (200, "max-age=31536000"));
    assert_eq!(ours.ask(&service, &[]).unwrap().status, 200);
    assert!(others.ask(&service, &[]).is_err());
    // what guards a connection does not know HTTP/2
    assert!(ours.ask(&service, &[b"h2"]).is_err());
    assert_eq!(ours.ask(&service, &[b"h2", b"http/1.1"]).unwrap().status, 200);
    // in the clear there is no answer, and none of HTTP
    let mut socket = Socket::to(&service);
    socket.send(b"GET /livez HTTP/1.1\r\nhost: a\r\n\r\n");
    assert!(!socket.rest().starts_with(b"HTTP"));
    // and who never shakes hands is not waited for
    assert_eq!(Socket::to(&service).rest(), b"");
    assert_eq!(ours.ask(&service, &[]).unwrap().status, 200);
}

#[test]
fn a_certificate_is_read_again_at_sighup_and_one_that_cannot_be_used_changes_nothing() {
    let database = Database::sqlite();
    let (before, after) = (Authority::new(), Authority::new());
    let home = with_tls(&database, &before);
    let service = home.serve(&[]);
    std::fs::write(home.folder.path().join("cert.pem"), "no certificate").unwrap();
    service.signal("HUP");
    thread::park_timeout(Duration::from_millis(300));
    assert_eq!(before.ask(&service, &[]).unwrap().status, 200);
    after.certify(home.folder.path());
    service.signal("HUP");
    let tries = (0..).take_while(|count| *count < PATIENCE.as_millis() / 20);
    let seen = tries.map(|_| {
        thread::park_timeout(Duration::from_millis(20));
        after.ask(&service, &[])
    });
    assert!(seen.flatten().next().is_some(), "the new certificate is not served");
    assert!(before.ask(&service, &[]).is_err());
}

#[test]
fn files_that_do_not_fit_are_told_by_the_name_of_the_setting_and_never_quoted() {
    let database = Database::sqlite();
    let authority = Authority::new();
    let home = with_tls(&database, &authority);
    let folder = home.folder.path();
    let whole = std::fs::read_to_string(folder.join("key.pem")).unwrap();
    let secret = whole.lines().nth(1).unwrap().to_owned();
    let (certificate, key) = ("PORTCULLIS_TLS_CERT", "PORTCULLIS_TLS_KEY");
    let refused = |setting: &str, of: &str| {
        let told = home.fail(&["serve"]);
        assert!(told.contains(setting), "{of}: {told}");
        assert!(!told.contains(&secret), "{of}: {told}");
        let checked = String::from_utf8(home.run(&["check"]).stdout).unwrap();
        assert!(checked.contains("wrong  tls"), "{of}: {checked}");
        assert!(!checked.contains(&secret), "{of}: {checked}");
    };
    std::fs::write(folder.join("key.pem"), KeyPair::generate().unwrap().serialize_pem()).unwrap();
    refused(key, "another key");
    std::fs::write(folder.join("key.pem"), whole.replace("-----BEGIN", "----BEGIN")).unwrap();
    refused(key, "no PEM");
    std::fs::remove_file(folder.join("key.pem")).unwrap();
    refused(key, "no file");
    std::fs::write(folder.join("key.pem"), &whole).unwrap();
    std::fs::write(folder.join("cert.pem"), &whole).unwrap();
    refused(certificate, "a key for a certificate");
    std::fs::write(folder.join("cert.pem"), "").unwrap();
    refused(certificate, "an empty file");
    assert!(home.with(certificate, "").fail(&["serve"]).contains(certificate));
}
