//! Fetches the issuer's keys over HTTP: faulty responses (F-20), rotation (F-21), and no request to any host but the
//! issuer's (TOK-11).

mod tls;

use std::io::ErrorKind;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use portcullis_adapters::jwt::{IssuerKeys, KeyLocation, KeySource, RefreshInterval, TokenRejection};
use portcullis_domain::{Error, IdentityVerifier as _};
use serde_json::{Value, json};

use crate::fixtures::fake_issuer::{Conduct, FakeIssuer};
use crate::fixtures::signer::Signer;
use crate::fixtures::{ISSUER, at, claims, verifier, verify};

const INTERVAL: RefreshInterval = RefreshInterval { refresh: Duration::from_mins(5), keep: Duration::from_hours(1) };

/// Longer than the client's timeout, shorter than the slow responses here.
const BOUND: Duration = Duration::from_secs(7);

#[expect(clippy::disallowed_methods, reason = "measures the duration of a fetch")]
fn monotonic_now() -> Instant {
    Instant::now()
}

fn set(signers: &[&Signer]) -> Value {
    json!({ "keys": signers.iter().map(|signer| signer.jwk()).collect::<Vec<_>>() })
}

fn publishing(signers: &[&Signer]) -> Conduct {
    Conduct::publish(&set(signers).to_string())
}

fn fetched(url: &str) -> Arc<IssuerKeys> {
    let location = KeyLocation::new(ISSUER, Some(url)).unwrap();
    Arc::new(IssuerKeys::fetched(KeySource::new(location, None).unwrap(), INTERVAL))
}

#[test]
fn token_is_undecided_before_the_first_keys() {
    let issuer = FakeIssuer::plain(Conduct::Answer(503, String::new(), String::new()));
    let keys = fetched(&issuer.url("/keys"));
    let verifier = verifier(Arc::clone(&keys));
    assert!(keys.refresh().is_err());
    let undecided = verifier.verify(&Signer::ec("a").token(&claims()), at(0));
    assert!(matches!(undecided, Err(Error::Unavailable(_))), "{undecided:?}");
    assert!(verifier.ready().is_err());
    let signer = Signer::ec("a");
    issuer.set_conduct(publishing(&[&signer]));
    keys.refresh().unwrap();
    assert!(verifier.ready().is_ok() && verify(&verifier, &signer.token(&claims())).is_ok());
}

#[test]
fn last_good_keys_survive_faulty_issuer_responses() {
    let signer = Signer::ec("a");
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    other.set_nonblocking(true).unwrap();
    let elsewhere = format!("location: http://{}/keys\r\n", other.local_addr().unwrap());
    let issuer = FakeIssuer::plain(publishing(&[&signer]));
    let keys = fetched(&issuer.url("/keys"));
    let verifier = verifier(Arc::clone(&keys));
    keys.refresh().unwrap();
    let generation = verifier.generation();
    let response = |status, body: &str| Conduct::Answer(status, String::new(), body.to_owned());
    let padded = |length: usize| format!("{}{}", " ".repeat(length), set(&[&signer]));
    let good = set(&[&signer]).to_string();
    for (name, conduct) in [
        ("not there", response(404, &good)),
        ("failing", response(500, "")),
        ("no content", response(204, "")),
        ("redirecting", Conduct::Answer(302, elsewhere.clone(), good.clone())),
        ("redirecting permanently", Conduct::Answer(308, elsewhere, String::new())),
        ("a page", response(200, "<html>come back later</html>")),
        ("nothing", response(200, "")),
        ("no key set", response(200, "{}")),
        ("an empty set", response(200, r#"{"keys":[]}"#)),
        ("secrets", response(200, r#"{"keys":[{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T"}]}"#)),
        ("too much", response(200, &padded(300 * 1024))),
        ("too many", response(200, &set(&vec![&signer; 101]).to_string())),
        ("cut off", Conduct::CutOff),
        ("slow", Conduct::Slow),
        ("silence", Conduct::Silence),
    ] {
        issuer.set_conduct(conduct);
        let begun = monotonic_now();
        let failed = keys.refresh();
        assert!(matches!(failed, Err(Error::Unavailable(_) | Error::Invalid(_))), "{name}: {failed:?}");
        assert!(begun.elapsed() < BOUND, "{name} took {:?}", begun.elapsed());
        assert_eq!(verify(&verifier, &signer.token(&claims())).as_deref(), Ok("alice"), "{name}");
        assert_eq!(verifier.generation(), generation, "{name}");
    }
    assert_eq!(other.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "a redirect was followed");
    // a large body within the limit
    issuer.set_conduct(response(200, &padded(200 * 1024)));
    keys.refresh().unwrap();
}

#[test]
fn keys_are_added_dropped_and_replaced() {
    let (old, new) = (Signer::ec("old"), Signer::ed("new"));
    let issuer = FakeIssuer::plain(publishing(&[&old]));
    let keys = fetched(&issuer.url("/keys"));
    let verifier = verifier(Arc::clone(&keys));
    let of = |signer: &Signer| verify(&verifier, &signer.token(&claims()));
    keys.refresh().unwrap();
    assert!(of(&old).is_ok());

    issuer.set_conduct(publishing(&[&old, &new]));
    keys.refresh().unwrap();
    assert!(of(&old).is_ok() && of(&new).is_ok(), "both overlap");

    let before = verifier.generation();
    issuer.set_conduct(publishing(&[&new]));
    keys.refresh().unwrap();
    assert!(of(&new).is_ok());
    assert_eq!(of(&old), Err(TokenRejection::Algorithm));
    assert_ne!(verifier.generation(), before, "cached callers must be invalidated");

    let renewed = Signer::ed("new");
    issuer.set_conduct(publishing(&[&renewed]));
    keys.refresh().unwrap();
    assert!(of(&renewed).is_ok());
    assert_eq!(of(&new), Err(TokenRejection::Signature));
}

#[test]
fn weak_key_among_good_ones_is_skipped() {
    let signer = Signer::ec("a");
    let mut published = set(&[&signer]);
    let weak = json!({ "kty": "RSA", "kid": "weak", "n": "sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri", "e": "AQAB" });
    published["keys"].as_array_mut().unwrap().push(weak);
    let issuer = FakeIssuer::plain(Conduct::publish(&published.to_string()));
    let keys = fetched(&issuer.url("/keys"));
    keys.refresh().unwrap();
    assert_eq!(keys.current().unwrap().to_string(), "ES256 a");
}

#[test]
fn unknown_keys_cause_one_refresh_that_finds_the_new_key() {
    let (old, new) = (Signer::ec("old"), Signer::ec("new"));
    let issuer = FakeIssuer::plain(publishing(&[&old]));
    let keys = fetched(&issuer.url("/keys"));
    let verifier = verifier(Arc::clone(&keys));
    keys.refresh().unwrap();
    let background = Arc::clone(&keys);
    thread::spawn(move || {
        loop {
            background.wait_until_due();
            let _ = background.refresh();
        }
    });
    issuer.set_conduct(publishing(&[&old, &new]));
    assert_eq!(
        verify(&verifier, &new.token(&claims())),
        Err(TokenRejection::UnknownKey),
        "no request waits for the issuer"
    );
    let requested = monotonic_now();
    while verify(&verifier, &new.token(&claims())).is_err() {
        assert!(requested.elapsed() < BOUND, "the new key was not found");
        thread::yield_now();
    }
    println!("the new key was found after {:?}", requested.elapsed());
    for nth in 0..1000 {
        let header = json!({ "alg": "ES256", "kid": format!("unknown-{nth}") });
        assert!(verify(&verifier, &new.token_with(&header, &claims())).is_err());
    }
    assert_eq!(issuer.requests(), ["/keys", "/keys"]);
}

#[test]
fn keys_are_found_by_discovery() {
    let signer = Signer::rsa("a", jsonwebtoken::Algorithm::RS256);
    let keys_at = FakeIssuer::plain(publishing(&[&signer]));
    let issuer = FakeIssuer::plain(Conduct::publish("{}"));
    let name = issuer.url("/realm");
    let location = KeyLocation::new(&name, None).unwrap();
    let keys = IssuerKeys::fetched(KeySource::new(location, None).unwrap(), INTERVAL);
    assert!(keys.refresh().is_err());
    let foreign = json!({ "issuer": "https://idp.example", "jwks_uri": keys_at.url("/k") });
    issuer.set_conduct(Conduct::publish(&foreign.to_string()));
    assert!(keys.refresh().is_err());
    assert!(keys_at.requests().is_empty(), "another issuer's keys were fetched");
    issuer.set_conduct(Conduct::publish(&json!({ "issuer": name, "jwks_uri": keys_at.url("/k") }).to_string()));
    keys.refresh().unwrap();
    assert_eq!(keys.current().unwrap().to_string(), "RS256 a");
    assert_eq!(issuer.requests().last().map(String::as_str), Some("/realm/.well-known/openid-configuration"));
    assert_eq!(keys_at.requests(), ["/k"]);
}
