//! TLS that the service terminates itself.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rcgen::KeyPair;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::edge::raw_socket::{Answer, Socket, answers, now};
use crate::fixtures::{CertificateAuthority, Database, Home, Service, TIMEOUT};

/// A certificate authority, and clients that trust it alone.
struct Authority(CertificateAuthority);

impl Authority {
    fn new() -> Self {
        Self(CertificateAuthority::new())
    }

    /// Writes a certificate for `localhost` and its key into the folder.
    fn certify(&self, folder: &Path) {
        let issued = self.0.certify("localhost");
        std::fs::write(folder.join("cert.pem"), issued.certificate).unwrap();
        std::fs::write(folder.join("key.pem"), issued.key).unwrap();
    }

    /// Asks over TLS, trusting this authority alone.
    fn ask(&self, service: &Service, protocols: &[&[u8]]) -> Result<Answer, std::io::Error> {
        let mut stream = self.connect(service, protocols);
        stream.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        Ok(answers(&bytes, true).pop().unwrap())
    }

    fn connect(&self, service: &Service, protocols: &[&[u8]]) -> StreamOwned<ClientConnection, TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der()).unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let mut config =
            builder.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        let name = ServerName::try_from("localhost").unwrap();
        let connection = ClientConnection::new(Arc::new(config), name).unwrap();
        let stream = TcpStream::connect(service.address.strip_prefix("https://").unwrap()).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        StreamOwned::new(connection, stream)
    }
}

fn with_tls(database: &Database, authority: &Authority) -> Home {
    let home = Home::of(database).with("PORTCULLIS_TLS_CERT", "cert.pem").with("PORTCULLIS_TLS_KEY", "key.pem");
    authority.certify(home.folder.path());
    home.populate();
    home
}

#[test]
fn tls_port_serves_http_1_1_over_tls_only() {
    let database = Database::sqlite();
    let (ours, others) = (Authority::new(), Authority::new());
    let home = with_tls(&database, &ours);
    assert!(home.succeed(&["check"]).contains("tls: on, with"));
    let service = home.serve(&[]);
    assert!(service.address.starts_with("https://"));
    let answer = ours.ask(&service, &[b"http/1.1"]).unwrap();
    assert_eq!((answer.status, answer.header("strict-transport-security")), (200, "max-age=31536000"));
    assert_eq!(ours.ask(&service, &[]).unwrap().status, 200);
    assert!(others.ask(&service, &[]).is_err());
    // HTTP/2 is not offered
    assert!(ours.ask(&service, &[b"h2"]).is_err());
    assert_eq!(ours.ask(&service, &[b"h2", b"http/1.1"]).unwrap().status, 200);
    // without TLS there is no HTTP answer
    let mut socket = Socket::to(&service);
    socket.send(b"GET /livez HTTP/1.1\r\nhost: a\r\n\r\n");
    assert!(!socket.rest().starts_with(b"HTTP"));
    // a connection without a handshake is closed
    assert_eq!(Socket::to(&service).rest(), b"");
    assert_eq!(ours.ask(&service, &[]).unwrap().status, 200);
}

#[test]
fn slow_head_over_tls_is_closed() {
    let database = Database::sqlite();
    let authority = Authority::new();
    let home = with_tls(&database, &authority);
    let service = home.serve(&[]);
    let mut stream = authority.connect(&service, &[]);
    stream.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\nGET /livez HTTP/1.1\r\nx-a: ").unwrap();
    stream.sock.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    let begun = now();
    let mut received = Vec::new();
    let mut piece = [0; 4096];
    let mut sent = Ok(());
    while sent.is_ok() {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => received.extend_from_slice(&piece[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
        assert!(begun.elapsed() < TIMEOUT * 2, "never closed");
        sent = stream.write_all(b"x");
    }
    assert_eq!(answers(&received, true).iter().map(|answer| answer.status).collect::<Vec<_>>(), [200]);
    assert!((34..42).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
}

#[test]
fn sighup_reloads_the_certificate_if_it_is_usable() {
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
    let tries = (0..).take_while(|count| *count < TIMEOUT.as_millis() / 20);
    let seen = tries.map(|_| {
        thread::park_timeout(Duration::from_millis(20));
        after.ask(&service, &[])
    });
    assert!(seen.flatten().next().is_some(), "the new certificate is not served");
    assert!(before.ask(&service, &[]).is_err());
}

#[test]
fn unusable_files_are_reported_by_setting_and_never_quoted() {
    let database = Database::sqlite();
    let authority = Authority::new();
    let home = with_tls(&database, &authority);
    let folder = home.folder.path();
    let whole = std::fs::read_to_string(folder.join("key.pem")).unwrap();
    let secret = whole.lines().nth(1).unwrap().to_owned();
    let (certificate, key) = ("PORTCULLIS_TLS_CERT", "PORTCULLIS_TLS_KEY");
    let assert_reported = |setting: &str, of: &str| {
        let message = home.fail(&["serve"]);
        assert!(message.contains(setting), "{of}: {message}");
        assert!(!message.contains(&secret), "{of}: {message}");
        let checked = String::from_utf8(home.run(&["check"]).stdout).unwrap();
        assert!(checked.contains("wrong  tls"), "{of}: {checked}");
        assert!(!checked.contains(&secret), "{of}: {checked}");
    };
    std::fs::write(folder.join("key.pem"), KeyPair::generate().unwrap().serialize_pem()).unwrap();
    assert_reported(key, "another key");
    std::fs::write(folder.join("key.pem"), whole.replace("-----BEGIN", "----BEGIN")).unwrap();
    assert_reported(key, "no PEM");
    std::fs::remove_file(folder.join("key.pem")).unwrap();
    assert_reported(key, "no file");
    std::fs::write(folder.join("key.pem"), &whole).unwrap();
    std::fs::write(folder.join("cert.pem"), &whole).unwrap();
    assert_reported(certificate, "a key for a certificate");
    std::fs::write(folder.join("cert.pem"), "").unwrap();
    assert_reported(certificate, "an empty file");
    assert!(home.with(certificate, "").fail(&["serve"]).contains(certificate));
}
