//! The keys of a real OpenID provider: discovered, rotated, dropped, unavailable and back (TOK-11, F-20, F-21).

use std::time::Duration;

use serde_json::json;

use super::provider::Provider;
use crate::fixtures::{Answer, Database, Home, Service, TIMEOUT, eventually, free_port, now};

/// The refresh interval of the keys in these tests, and how long they are kept.
const REFRESH: Duration = Duration::from_secs(1);
const KEEP: Duration = Duration::from_secs(4);

/// The time that a refresh and its test may take beyond that.
const SLACK: Duration = Duration::from_secs(2);

fn home_with_provider(database: &Database, provider: &Provider) -> Home {
    Home::of(database).populate();
    let home = Home::keyless(database)
        .with("PORTCULLIS_ISSUER", &provider.issuer())
        .with("PORTCULLIS_JWKS_REFRESH", &REFRESH.as_secs().to_string())
        .with("PORTCULLIS_JWKS_KEEP", &KEEP.as_secs().to_string());
    home.succeed(&["member", "add", "--organization", "acme", "--subject", "machine", "--role", "OWNER"]);
    home
}

fn enforce(service: &Service, token: &str) -> u16 {
    service.enforce(token, r#"{"enforced":false}"#).status
}

#[test]
fn tokens_of_a_real_provider_are_accepted() {
    if !Provider::is_installed() {
        return;
    }
    let database = Database::sqlite();
    let mut provider = Provider::on(free_port());
    provider.start(&["rs:RS256", "es:ES256", "ed:EdDSA"]);
    let home = home_with_provider(&database, &provider).with("PORTCULLIS_TOKEN_TYPE", "at+jwt");
    let output = home.succeed(&["check"]);
    assert!(output.contains("3 public key(s): RS256 rs, ES256 es, EdDSA ed"), "{output}");
    let service = home.serve(&[]);
    let mut strangers = Provider::on(free_port());
    strangers.start(&["es:ES256"]);
    for algorithm in ["RS256", "ES256", "EdDSA"] {
        let token = provider.token(algorithm);
        assert_eq!(enforce(&service, &token), 200, "{algorithm}");
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let other = if signature.starts_with('A') { "B" } else { "A" };
        assert_eq!(enforce(&service, &format!("{signed}.{other}{}", &signature[1..])), 401, "{algorithm}");
        // and by the command line
        assert_eq!(home.run_with_input(&["decide"], &token).status.code(), Some(0), "{algorithm}");
    }
    assert_eq!(enforce(&service, &strangers.token("ES256")), 401, "another issuer, with a key of the same name");
}

#[test]
fn published_keys_are_followed_and_expire() {
    if !Provider::is_installed() {
        return;
    }
    let database = Database::sqlite();
    let mut provider = Provider::on(free_port());
    let home = home_with_provider(&database, &provider);

    // F-20: the provider does not run yet
    let service = home.serve(&[]);
    let unavailable = json!({ "success": false, "error": "Service temporarily unavailable" });
    assert_eq!(service.get("/livez").status, 200);
    assert_eq!(service.get("/readyz"), Answer { status: 503, body: unavailable.clone() });
    assert_eq!(service.enforce("e30.e30.e30", "{}"), Answer { status: 503, body: unavailable });
    assert_eq!(enforce(&service, ""), 401);
    assert_eq!(service.gate("e30.e30.e30").0, 503);
    provider.start(&["es:ES256"]);
    let (there, old) = (now(), provider.token("ES256"));
    eventually(TIMEOUT, "the keys are found", || service.get("/readyz").status == 200);
    println!("ready {:?} after the issuer was there", there.elapsed());
    assert!(there.elapsed() < Duration::from_secs(10));
    assert_eq!((enforce(&service, &old), service.gate(&old).0), (200, 200));

    // F-21: a second key is used at once
    provider.start(&["ed:EdDSA", "es:ES256"]);
    let (added, new) = (now(), provider.token("EdDSA"));
    eventually(TIMEOUT, "the new key is found", || {
        assert_eq!(enforce(&service, &old), 200, "the old key overlaps");
        enforce(&service, &new) == 200
    });
    println!("a token of a new key is taken {:?} after the key was published", added.elapsed());
    assert!(added.elapsed() < REFRESH + SLACK);

    // F-21: the old one is dropped
    provider.start(&["ed:EdDSA"]);
    let dropped = now();
    eventually(TIMEOUT, "the dropped key is refused", || {
        assert_eq!(service.gate(&new).0, 200);
        enforce(&service, &old) == 401 && service.gate(&old).0 == 401
    });
    println!("a token of a dropped key is refused {:?} after", dropped.elapsed());
    assert!(dropped.elapsed() < REFRESH + SLACK);

    // F-20: unavailable for longer than the keys are kept, for the gate's cache as well
    provider.end();
    let away = now();
    eventually(TIMEOUT, "the keys count no longer", || {
        let (before, gate, call) = (away.elapsed(), service.gate(&new).0, enforce(&service, &new));
        if before + REFRESH + SLACK < KEEP {
            assert_eq!((gate, call), (200, 200), "{before:?} after the issuer went");
        }
        assert!(matches!(gate, 200 | 503) && matches!(call, 200 | 503), "{gate} {call}");
        (gate, call) == (503, 503)
    });
    println!("without the issuer its tokens were taken for {:?}", away.elapsed());
    assert!(away.elapsed() < KEEP + SLACK);
    assert_eq!((service.get("/livez").status, service.get("/readyz").status), (200, 503));

    provider.start(&["ed:EdDSA"]);
    let back = now();
    eventually(TIMEOUT, "the keys are read again", || service.gate(&new).0 == 200);
    println!("recovered {:?} after the issuer was back", back.elapsed());
    assert!(back.elapsed() < Duration::from_secs(10));
    assert_eq!((enforce(&service, &new), service.get("/readyz").status), (200, 200));
}
