//! Verifies whole tokens signed by keys of every kind: TOK-1 to TOK-3, TOK-9 and `kid`. Headers and claims are tested
//! next to their code.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::sync::Arc;

use jsonwebtoken::Algorithm;
use portcullis_adapters::jwt::{
    HmacSecrets, IssuerKeys, JwtIdentityVerifier, TokenRejection, TokenType, VerificationKeys,
};
use portcullis_domain::IdentityVerifier as _;
use serde_json::json;

use crate::fixtures::signer::{Signer, replace_part};
use crate::fixtures::{ISSUER, NOW, claims, verifier, verify};

const SECRET: &[u8] = b"an octopus counts to eight slowly";

fn fixed(keys: VerificationKeys) -> JwtIdentityVerifier {
    verifier(Arc::new(IssuerKeys::fixed(keys)))
}

fn published(signers: &[&Signer]) -> JwtIdentityVerifier {
    let set = json!({ "keys": signers.iter().map(|signer| signer.jwk()).collect::<Vec<_>>() });
    fixed(VerificationKeys::from_jwks(&set.to_string()).unwrap())
}

fn secret(secrets: &[&[u8]]) -> JwtIdentityVerifier {
    let secrets = HmacSecrets::new(secrets.iter().map(|secret| secret.to_vec())).unwrap();
    fixed(VerificationKeys::from_secrets(&secrets))
}

fn all_kinds() -> [Signer; 6] {
    [
        Signer::hmac(SECRET),
        Signer::rsa("rsa", Algorithm::RS256),
        Signer::rsa("pss", Algorithm::PS256),
        Signer::ec("ec"),
        Signer::ec384("ec384"),
        Signer::ed("ed"),
    ]
}

#[test]
fn token_is_verified_only_by_its_own_key() {
    let signers = all_kinds();
    for own in &signers {
        for other in &signers {
            let verifier = match own.algorithm {
                Algorithm::HS256 => secret(&[SECRET]),
                _ => published(&[own]),
            };
            let outcome = verify(&verifier, &other.token(&claims()));
            assert_eq!(outcome.is_ok(), own.algorithm == other.algorithm, "{:?} {:?}", own.algorithm, other.algorithm);
        }
    }
}

#[test]
fn token_without_kid_is_tried_with_every_key() {
    let [_, rsa, pss, ec, ec384, ed] = all_kinds();
    let verifier = published(&[&rsa, &pss, &ec, &ec384, &ed]);
    for signer in [&rsa, &pss, &ec, &ec384, &ed] {
        assert_eq!(verify(&verifier, &signer.token(&claims())).as_deref(), Ok("alice"));
        let unnamed = signer.token_with(&json!({ "alg": signer.name(), "typ": "JWT" }), &claims());
        assert_eq!(verify(&verifier, &unnamed).as_deref(), Ok("alice"));
    }
    let renamed = ec.token_with(&json!({ "alg": "ES256", "kid": "../../etc/passwd" }), &claims());
    assert_eq!(verify(&verifier, &renamed), Err(TokenRejection::UnknownKey));
    let borrowed = Signer::ec("ec").token(&claims());
    assert_eq!(verify(&verifier, &borrowed), Err(TokenRejection::Signature));
}

/// RFC 7517, sections 4.4 and 4.5.
#[test]
fn kid_and_alg_of_a_key_are_optional() {
    let (rsa, ec384, ed) = (Signer::rsa("rsa", Algorithm::RS256), Signer::ec384("ec384"), Signer::ed("ed"));
    let bare = |signer: &Signer, names: &[&str]| {
        let mut jwk = signer.jwk();
        for name in names {
            jwk.as_object_mut().unwrap().remove(*name);
        }
        jwk
    };
    for names in [&["kid", "alg"][..], &["alg"], &["kid"]] {
        let keys: Vec<_> = [&rsa, &ec384, &ed].into_iter().map(|signer| bare(signer, names)).collect();
        let verifier = fixed(VerificationKeys::from_jwks(&json!({ "keys": keys }).to_string()).unwrap());
        for signer in [&rsa, &ec384, &ed] {
            assert_eq!(verify(&verifier, &signer.token(&claims())).as_deref(), Ok("alice"), "{names:?}");
        }
        let pss = rsa.as_algorithm(Algorithm::PS256).token(&claims());
        assert_eq!(
            verify(&verifier, &pss).is_ok(),
            names.contains(&"alg"),
            "the algorithm that a key names is the only one"
        );
        let ed25519 = ed.token_with(&json!({ "alg": "Ed25519", "kid": "ed" }), &claims());
        assert_eq!(verify(&verifier, &ed25519).as_deref(), Ok("alice"), "RFC 9864");
        let stranger = Signer::ec384("ec384").token(&claims());
        assert_eq!(verify(&verifier, &stranger), Err(TokenRejection::Signature));
    }
}

#[test]
fn flipped_bit_rejects_the_token() {
    for signer in all_kinds() {
        let verifier = match signer.algorithm {
            Algorithm::HS256 => secret(&[SECRET]),
            _ => published(&[&signer]),
        };
        let good = signer.token(&claims());
        for part in 0..3 {
            let flipped = replace_part(&good, part, |bytes| {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
            });
            assert!(verify(&verifier, &flipped).is_err(), "{:?}, part {part}", signer.algorithm);
        }
    }
}

#[test]
fn removed_secret_no_longer_verifies() {
    let newer: &[u8] = b"nine owls blink twice before noon";
    let old = Signer::hmac(SECRET).token(&claims());
    assert!(verify(&secret(&[newer, SECRET]), &old).is_ok());
    assert_eq!(verify(&secret(&[newer]), &old), Err(TokenRejection::Signature));
}

#[test]
fn algorithm_confusion_is_rejected() {
    let rsa = Signer::rsa("rsa", Algorithm::RS256);
    let verifier = published(&[&rsa]);
    // HS256 with the public key's text as the secret
    let modulus = rsa.jwk()["n"].as_str().unwrap().to_owned();
    let confused = Signer::hmac(modulus.as_bytes()).token_with(&json!({ "alg": "HS256", "kid": "rsa" }), &claims());
    assert_eq!(verify(&verifier, &confused), Err(TokenRejection::Algorithm));
    // an RS256 key does not verify PS256
    let pss = rsa.as_algorithm(Algorithm::PS256).token(&claims());
    assert_eq!(verify(&verifier, &pss), Err(TokenRejection::Algorithm));
    let unsigned = replace_part(&rsa.token_with(&json!({ "alg": "none" }), &claims()), 2, |bytes| bytes.truncate(1));
    assert_eq!(verify(&verifier, &unsigned), Err(TokenRejection::Algorithm));
    let empty = rsa.token(&claims()).rsplit_once('.').map(|(signed, _)| format!("{signed}.")).unwrap();
    assert_eq!(verify(&verifier, &empty), Err(TokenRejection::Malformed));
}

#[test]
fn id_token_is_no_access_token() {
    let ec = Signer::ec("ec");
    let verifier = published(&[&ec]);
    for (name, value) in [("at_hash", json!("MTIzNDU2")), ("events", json!({})), ("typ", json!("Refresh"))] {
        let mut claims = claims();
        claims[name] = value;
        let header = json!({ "alg": "ES256", "typ": "at+jwt", "kid": "ec" });
        for token in [ec.token(&claims), ec.token_with(&header, &claims)] {
            assert_eq!(verify(&verifier, &token), Err(TokenRejection::Purpose(name)));
        }
        let strict = JwtIdentityVerifier { token_type: TokenType::AccessToken, ..published(&[&ec]) };
        assert!(verify(&strict, &ec.token_with(&header, &claims)).is_ok(), "the header says what it is: {name}");
    }
}

#[test]
fn keys_in_the_header_are_ignored() {
    let ours = Signer::ec("ours");
    let verifier = published(&[&ours]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let elsewhere = format!("http://{}/keys", listener.local_addr().unwrap());

    let theirs = Signer::ec("theirs");
    for header in [
        json!({ "alg": "ES256", "jwk": theirs.jwk() }),
        json!({ "alg": "ES256", "kid": "ours", "jwk": theirs.jwk() }),
        json!({ "alg": "ES256", "jku": elsewhere }),
        json!({ "alg": "ES256", "x5u": elsewhere, "x5c": ["AAAA"] }),
        json!({ "alg": "ES256", "kid": elsewhere }),
    ] {
        assert!(verify(&verifier, &theirs.token_with(&header, &claims())).is_err(), "{header}");
    }
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "keys were fetched from the header's URL");
}

#[test]
fn all_zero_signature_is_rejected() {
    let ec = Signer::ec("ec");
    let zeros = replace_part(&ec.token(&claims()), 2, |bytes| bytes.fill(0));
    assert_eq!(verify(&published(&[&ec]), &zeros), Err(TokenRejection::Signature));
}

#[test]
fn duplicate_claims_and_non_objects_are_rejected() {
    let hmac = Signer::hmac(SECRET);
    let verifier = secret(&[SECRET]);
    let duplicate = format!(r#"{{"iss":"{ISSUER}","aud":"portcullis","sub":"alice","sub":"bob","exp":{}}}"#, NOW + 60);
    for text in [&*duplicate, "[]", "\"alice\"", "null", "{\"iss\":", "{} {}", "\u{feff}{}"] {
        assert_eq!(verify(&verifier, &hmac.token_of_text(text)), Err(TokenRejection::NotAnObject), "{text}");
    }
}

#[test]
fn fingerprints_differ_between_tokens() {
    let verifier = secret(&[SECRET]);
    let token = Signer::hmac(SECRET).token(&claims());
    let other = replace_part(&token, 2, |bytes| bytes[0] ^= 1);
    assert_eq!(verifier.fingerprint(&token), verifier.fingerprint(&token));
    assert_ne!(verifier.fingerprint(&token), verifier.fingerprint(&other));
    assert_ne!(verifier.fingerprint(&token), verifier.fingerprint(""));
}
