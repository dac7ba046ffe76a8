//! The issuer's keys over HTTP: what an issuer may do wrong (F-20), how its keys come and go (F-21), and that nobody but
//! the issuer is asked (TOK-11).
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "for tests, where a panic is how to fail")]

mod fake;
#[path = "../tokens/signer.rs"]
#[expect(dead_code, reason = "the tests of tokens use all of it")]
mod signer;
mod tls;

use std::io::ErrorKind;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use fake::{Conduct, FakeIssuer};
use jiff::Timestamp;
use portcullis_adapters::jwt::{
    ClaimNames, IssuerKeys, JwtIdentityVerifier, KeyLocation, KeySource, RefreshInterval, TokenRejection, TokenRules,
    TokenType,
};
use portcullis_domain::{Error, IdentityVerifier as _};
use serde_json::{Value, json};
use signer::Signer;

const NOW: i64 = 1_800_000_000;
const ISSUER: &str = "https://idp.example";
const INTERVAL: RefreshInterval = RefreshInterval { refresh: Duration::from_mins(5), keep: Duration::from_hours(1) };

/// Longer than an answer may take, shorter than the slow ones here.
const BOUND: Duration = Duration::from_secs(7);

#[expect(clippy::disallowed_methods, reason = "how long a fetch takes is what is measured")]
fn monotonic_now() -> Instant {
    Instant::now()
}

fn set(signers: &[&Signer]) -> Value {
    json!({ "keys": signers.iter().map(|signer| signer.jwk()).collect::<Vec<_>>() })
}

fn publishing(signers: &[&Signer]) -> Conduct {
    Conduct::publish(&set(signers).to_string())
}

fn followed(url: &str) -> Arc<IssuerKeys> {
    let location = KeyLocation::new(ISSUER, Some(url)).unwrap();
    Arc::new(IssuerKeys::fetched(KeySource::new(location, None).unwrap(), INTERVAL))
}

fn verifier(keys: &Arc<IssuerKeys>) -> JwtIdentityVerifier {
    let rules = TokenRules {
        issuer: ISSUER.into(),
        audiences: vec!["portcullis".into()],
        names: ClaimNames::default(),
        join: false,
    };
    JwtIdentityVerifier { keys: Arc::clone(keys), rules, token_type: TokenType::Any, own: None }
}

fn claims() -> Value {
    json!({ "iss": ISSUER, "aud": "portcullis", "sub": "alice", "exp": NOW + 60 })
}

fn outcome(verifier: &JwtIdentityVerifier, token: &str) -> Result<String, TokenRejection> {
    let now = Timestamp::from_second(NOW).unwrap();
    verifier.check(token, now).unwrap().map(|caller| caller.subject.to_string())
}

#[test]
fn token_is_undecided_before_the_first_keys() {
    let issuer = FakeIssuer::plain(Conduct::Answer(503, String::new(), String::new()));
    let keys = followed(&issuer.url("/keys"));
    let verifier = verifier(&keys);
    assert!(keys.refresh().is_err());
    let undecided = verifier.verify(&Signer::ec("a").token(&claims()), Timestamp::from_second(NOW).unwrap());
    assert!(matches!(undecided, Err(Error::Unavailable(_))), "{undecided:?}");
    assert!(verifier.ready().is_err());
    let signer = Signer::ec("a");
    issuer.conduct(publishing(&[&signer]));
    keys.refresh().unwrap();
    assert!(verifier.ready().is_ok() && outcome(&verifier, &signer.token(&claims())).is_ok());
}

#[test]
fn last_good_keys_survive_faulty_issuer_responses() {
    let signer = Signer::ec("a");
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    other.set_nonblocking(true).unwrap();
    let elsewhere = format!("location: http://{}/keys\r\n", other.local_addr().unwrap());
    let issuer = FakeIssuer::plain(publishing(&[&signer]));
    let keys = followed(&issuer.url("/keys"));
    let verifier = verifier(&keys);
    keys.refresh().unwrap();
    let generation = verifier.generation();
    let answer = |status, body: &str| Conduct::Answer(status, String::new(), body.to_owned());
    let padded = |length: usize| format!("{}{}", " ".repeat(length), set(&[&signer]));
    let good = set(&[&signer]).to_string();
    for (name, conduct) in [
        ("not there", answer(404, &good)),
        ("failing", answer(500, "")),
        ("no content", answer(204, "")),
        ("redirecting", Conduct::Answer(302, elsewhere.clone(), good.clone())),
        ("redirecting for good", Conduct::Answer(308, elsewhere, String::new())),
        ("a page", answer(200, "<html>come back later</html>")),
        ("nothing", answer(200, "")),
        ("no set", answer(200, "{}")),
        ("an empty set", answer(200, r#"{"keys":[]}"#)),
        ("secrets", answer(200, r#"{"keys":[{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T"}]}"#)),
        ("too much", answer(200, &padded(300 * 1024))),
        ("too many", answer(200, &set(&vec![&signer; 101]).to_string())),
        ("half", Conduct::BreakOff),
        ("a drip", Conduct::Drip),
        ("silence", Conduct::Silence),
    ] {
        issuer.conduct(conduct);
        let begun = monotonic_now();
        let refused = keys.refresh();
        assert!(matches!(refused, Err(Error::Unavailable(_) | Error::Invalid(_))), "{name}: {refused:?}");
        assert!(begun.elapsed() < BOUND, "{name} took {:?}", begun.elapsed());
        assert_eq!(outcome(&verifier, &signer.token(&claims())).as_deref(), Ok("alice"), "{name}");
        assert_eq!(verifier.generation(), generation, "{name}");
    }
    assert_eq!(other.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "a redirect was followed");
    // large, and still allowed
    issuer.conduct(answer(200, &padded(200 * 1024)));
    keys.refresh().unwrap();
}

#[test]
fn keys_are_added_dropped_and_replaced() {
    let (old, new) = (Signer::ec("old"), Signer::ed("new"));
    let issuer = FakeIssuer::plain(publishing(&[&old]));
    let keys = followed(&issuer.url("/keys"));
    let verifier = verifier(&keys);
    let of = |signer: &Signer| outcome(&verifier, &signer.token(&claims()));
    keys.refresh().unwrap();
    assert!(of(&old).is_ok());

    issuer.conduct(publishing(&[&old, &new]));
    keys.refresh().unwrap();
    assert!(of(&old).is_ok() && of(&new).is_ok(), "both overlap");

    let before = verifier.generation();
    issuer.conduct(publishing(&[&new]));
    keys.refresh().unwrap();
    assert!(of(&new).is_ok());
    assert_eq!(of(&old), Err(TokenRejection::Algorithm));
    assert_ne!(verifier.generation(), before, "what was remembered under the dropped key counts no longer");

    let renewed = Signer::ed("new");
    issuer.conduct(publishing(&[&renewed]));
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
    let keys = followed(&issuer.url("/keys"));
    keys.refresh().unwrap();
    assert_eq!(keys.current().unwrap().to_string(), "ES256 a");
}

#[test]
fn unknown_keys_cause_one_refresh_that_finds_the_new_key() {
    let (old, new) = (Signer::ec("old"), Signer::ec("new"));
    let issuer = FakeIssuer::plain(publishing(&[&old]));
    let keys = followed(&issuer.url("/keys"));
    let verifier = verifier(&keys);
    keys.refresh().unwrap();
    let following = Arc::clone(&keys);
    thread::spawn(move || {
        loop {
            following.wait_until_due();
            let _ = following.refresh();
        }
    });
    issuer.conduct(publishing(&[&old, &new]));
    assert_eq!(
        outcome(&verifier, &new.token(&claims())),
        Err(TokenRejection::UnknownKey),
        "nothing waits for the issuer"
    );
    let asked = monotonic_now();
    while outcome(&verifier, &new.token(&claims())).is_err() {
        assert!(asked.elapsed() < BOUND, "the new key was not found");
        thread::yield_now();
    }
    println!("the new key counts {:?} after the first token of it", asked.elapsed());
    for nth in 0..1000 {
        let header = json!({ "alg": "ES256", "kid": format!("unknown-{nth}") });
        assert!(outcome(&verifier, &new.token_with(&header, &claims())).is_err());
    }
    assert_eq!(issuer.asked(), ["/keys", "/keys"]);
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
    issuer.conduct(Conduct::publish(&foreign.to_string()));
    assert!(keys.refresh().is_err());
    assert!(keys_at.asked().is_empty(), "keys of another issuer were asked for");
    issuer.conduct(Conduct::publish(&json!({ "issuer": name, "jwks_uri": keys_at.url("/k") }).to_string()));
    keys.refresh().unwrap();
    assert_eq!(keys.current().unwrap().to_string(), "RS256 a");
    assert_eq!(issuer.asked().last().map(String::as_str), Some("/realm/.well-known/openid-configuration"));
    assert_eq!(keys_at.asked(), ["/k"]);
}
