//! TLS to PostgreSQL.
#![cfg(feature = "postgres")]

use crate::fixtures::{CertificateAuthority, Database, Home, PostgresServer};

/// Whoever answers at the server's address has, at best, a certificate of its authority for a name of their own.
#[test]
fn impostor_of_the_database_gets_no_connection() {
    let (ours, others) = (CertificateAuthority::new(), CertificateAuthority::new());
    let folder = tempfile::tempdir().unwrap();
    let root = |name: &str, authority: &CertificateAuthority| {
        let file = folder.path().join(name);
        std::fs::write(&file, authority.pem()).unwrap();
        format!("sslrootcert={}", file.display())
    };
    let (our_root, other_root) = (root("ours.pem", &ours), root("others.pem", &others));
    let server = PostgresServer::with_tls(&ours.certify("127.0.0.1"));
    let impostor = PostgresServer::with_tls(&ours.certify("impostor.example"));
    let database = Database::postgres_on(&server.url);
    let Database::Postgres { name, .. } = &database else { panic!("{}", database.url()) };
    // this spelling of loopback counts as another host
    let home = |port: u16, parameters: &str| {
        Home::of(&database).with("DATABASE_URL", &format!("postgres://postgres@127.1:{port}/{name}?{parameters}"))
    };

    let verified = home(server.port, &format!("sslmode=verify-full&{our_root}"));
    verified.populate();
    let check = verified.succeed(&["check"]);
    assert!(check.contains("by verified TLS"), "{check}");
    let service = verified.serve(&[]);
    assert_eq!(service.enforce(&verified.token("owner@acme"), r#"{"enforced":true}"#).status, 200);
    assert!(database.stored("acme").mfa_enforced);
    let mut raw = database.raw();
    let mut connections = |of| {
        raw.number(&format!(
            "SELECT count(*) AS number FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
             WHERE datname = current_database() AND application_name = 'portcullis' AND {of}"
        ))
    };
    assert!(connections("ssl") > 0 && connections("NOT ssl") == 0);
    drop(service);

    // a certificate of another authority, and one for another name
    for (port, root, cause) in
        [(server.port, &other_root, "SSL error"), (impostor.port, &our_root, "does not match host name \"127.1\"")]
    {
        let error = home(port, &format!("sslmode=verify-full&{root}")).fail(&["organization", "list"]);
        assert!(error.contains(cause), "{error}");
    }
    // modes that do not ask who answers are refused before a connection is opened
    let asked = || impostor.log().matches("connection received: host=127.0.0.1").count();
    let before = asked();
    assert!(before > 0);
    for parameters in [String::new(), "sslmode=require".to_owned(), format!("sslmode=verify-ca&{our_root}")] {
        let unverified = home(impostor.port, &parameters);
        for command in [&["serve"][..], &["migrate"], &["organization", "list"]] {
            let error = unverified.fail(command);
            assert!(error.contains("must have sslmode=verify-full"), "{parameters} {command:?}: {error}");
        }
        let check = unverified.run(&["check"]);
        let check = String::from_utf8_lossy(&check.stdout).into_owned();
        assert!(check.contains("wrong  database: "), "{parameters}: {check}");
    }
    assert_eq!(asked(), before);
    // unless the operator says that the network is safe, which `check` repeats
    let trusting = home(server.port, "sslmode=require").with("PORTCULLIS_DATABASE_TLS", "off");
    let check = trusting.succeed(&["check"]);
    assert!(check.contains("WITHOUT VERIFIED TLS to 127.1"), "{check}");
}
