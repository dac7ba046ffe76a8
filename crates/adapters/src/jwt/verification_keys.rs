//! The keys that verify tokens. Each is for algorithms of one kind. A token selects among them and never supplies its own.

use std::fmt;

use jsonwebtoken::{Algorithm, DecodingKey};
use portcullis_domain::{Error, Result};
use serde::Deserialize;
use serde_json::Value;

use super::compact_token::CompactToken;
use super::hmac_secrets::HmacSecrets;
use super::published_key::PublishedKey;
use super::token_rejection::TokenRejection;

/// The most keys of a set: a token without `kid` is tried with each.
const MAX_KEYS: usize = 100;

/// One key, for algorithms of one kind.
struct VerificationKey {
    id: Option<String>,
    algorithms: &'static [Algorithm],
    key: DecodingKey,
}

impl VerificationKey {
    /// Whether a token of this algorithm that names this key can be verified by it. Names are optional on both sides
    /// (RFC 7517, section 4.5); secrets have none.
    fn may_verify(&self, algorithm: Algorithm, named: Option<&str>) -> bool {
        self.algorithms.contains(&algorithm) && (named.is_none() || self.id.is_none() || self.id.as_deref() == named)
    }
}

/// The keys of the issuer: either secrets or public keys.
pub struct VerificationKeys {
    keys: Vec<VerificationKey>,
    left_out: Vec<String>,
}

/// A JSON Web Key Set, whose keys are read one by one.
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

impl VerificationKeys {
    /// Keys for HS256.
    pub fn from_secrets(secrets: &HmacSecrets) -> Self {
        let key = |secret: &[u8]| VerificationKey {
            id: None,
            algorithms: &[Algorithm::HS256],
            key: DecodingKey::from_secret(secret),
        };
        Self { keys: secrets.iter().map(key).collect(), left_out: Vec::new() }
    }

    /// Parses a JSON Web Key Set (RFC 7517). A key that verifies no token is left out, because the others are still good.
    /// Rejects a set without a usable key.
    pub fn from_jwks(text: &str) -> Result<Self> {
        let set: KeySet =
            serde_json::from_str(text).map_err(|_| Error::invalid("JWKS", "must be a JSON Web Key Set (RFC 7517)"))?;
        if set.keys.len() > MAX_KEYS {
            return Err(Error::invalid("JWKS", "must contain at most 100 keys"));
        }
        let (mut keys, mut left_out) = (Vec::new(), Vec::new());
        for (place, value) in (1..).zip(&set.keys) {
            match PublishedKey::read(value) {
                Ok(PublishedKey { id, algorithms, key }) => keys.push(VerificationKey { id, algorithms, key }),
                Err(reason) => left_out.push(format!("{}: {reason}", name_of(value, place))),
            }
        }
        if keys.is_empty() {
            let mut rule = "must contain a public key for RS256, PS256, ES256, ES384 or EdDSA".to_owned();
            if !left_out.is_empty() {
                rule = format!("{rule} ({})", left_out.join("; "));
            }
            return Err(Error::invalid("JWKS", rule));
        }
        Ok(Self { keys, left_out })
    }

    /// Returns the keys of the set that verify no token, each with the reason.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// Returns the number of keys.
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Verifies the signature with the keys of the token's algorithm that have its `kid`, or none.
    pub(super) fn verify(&self, token: &CompactToken<'_>) -> std::result::Result<(), TokenRejection> {
        if !self.keys.iter().any(|key| key.algorithms.contains(&token.algorithm)) {
            return Err(TokenRejection::Algorithm);
        }
        let may_verify = |key: &&VerificationKey| key.may_verify(token.algorithm, token.key_id.as_deref());
        let mut candidates = self.keys.iter().filter(may_verify).peekable();
        if candidates.peek().is_none() {
            return Err(TokenRejection::UnknownKey);
        }
        let signed = token.signed.as_bytes();
        let verified = candidates.any(|key| {
            jsonwebtoken::crypto::verify(token.signature, signed, &key.key, token.algorithm).unwrap_or(false)
        });
        if verified { Ok(()) } else { Err(TokenRejection::Signature) }
    }
}

/// Returns the name of a key of the set for people: its `kid`, bounded and printable, or its place.
fn name_of(key: &Value, place: usize) -> String {
    let printable = |id: &&str| id.len() <= 100 && id.bytes().all(|byte| byte.is_ascii_graphic());
    match key.get("kid").and_then(Value::as_str).filter(printable) {
        Some(id) => format!("key {id}"),
        None => format!("key number {place}"),
    }
}

/// Shows the algorithm and `kid` of each key.
impl fmt::Display for VerificationKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |key: &VerificationKey| {
            let algorithm = match key.algorithms {
                [one] => format!("{one:?}"),
                _ => "RSA".to_owned(),
            };
            key.id.as_ref().map_or_else(|| algorithm.clone(), |id| format!("{algorithm} {id}"))
        };
        f.write_str(&self.keys.iter().map(named).collect::<Vec<_>>().join(", "))
    }
}

impl fmt::Debug for VerificationKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EC: &str = r#"{"kty":"EC","crv":"P-256","kid":"ec","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;

    fn set(keys: &[&str]) -> String {
        format!(r#"{{"keys":[{}]}}"#, keys.join(","))
    }

    /// An RSA key with a modulus of so many bytes.
    fn rsa(bytes: usize) -> String {
        let modulus = data_encoding::BASE64URL_NOPAD.encode(&vec![0xff; bytes]);
        format!(r#"{{"kty":"RSA","kid":"rsa","e":"AQAB","n":"{modulus}"}}"#)
    }

    #[test]
    fn set_without_a_usable_key_is_rejected() {
        let encryption = set(&[&EC.replace("\"kid\"", "\"use\":\"enc\",\"kid\"")]);
        for bad in ["", "[]", r#"{"keys":[]}"#, r#"{"keys":7}"#, &encryption, &set(&[&rsa(128)]), &set(&["7"])] {
            assert!(VerificationKeys::from_jwks(bad).is_err(), "{bad}");
        }
        let error = VerificationKeys::from_jwks(&encryption).unwrap_err().to_string();
        assert!(error.ends_with("(key ec: its use is not sig)"), "{error}");
        assert!(VerificationKeys::from_jwks(&encryption.replace("enc", "sig")).is_ok());
    }

    #[test]
    fn key_set_is_bounded_and_lists_its_keys() {
        let keys = VerificationKeys::from_jwks(&set(&[EC, &rsa(256)])).unwrap();
        let listed = (keys.len(), keys.to_string(), format!("{keys:?}"));
        assert_eq!(listed, (2, "ES256 ec, RSA rsa".into(), keys.to_string()));
        assert_eq!(VerificationKeys::from_jwks(&set(&[EC; 100])).unwrap().len(), 100);
        assert!(VerificationKeys::from_jwks(&set(&[EC; 101])).is_err());
    }

    #[test]
    fn odd_key_is_left_out_with_a_reason_beside_good_ones() {
        let numbered = EC.replace("\"ec\"", "7");
        let unprintable = EC.replace("\"ec\"", r#""\u001b[31m""#).replace("P-256", "P-999");
        let keys = VerificationKeys::from_jwks(&set(&[&numbered, EC, &rsa(128), &unprintable, "\"x\""])).unwrap();
        assert_eq!(keys.to_string(), "ES256 ec");
        assert_eq!(
            keys.left_out(),
            [
                "key number 1: its kid is not a text",
                "key rsa: an RSA key must have at least 2048 bits",
                "key number 4: its kind or form is not supported",
                "key number 5: it is not a JSON object",
            ]
        );
    }

    #[test]
    fn names_are_optional_on_both_sides() {
        let without_name = EC.replace("\"kid\":\"ec\",", "");
        for (key, named, expected) in [
            (EC, Some("ec"), true),
            (EC, Some("other"), false),
            (EC, None, true),
            (&without_name, Some("other"), true),
            (&without_name, None, true),
        ] {
            let keys = VerificationKeys::from_jwks(&set(&[key])).unwrap();
            assert_eq!(keys.keys[0].may_verify(Algorithm::ES256, named), expected, "{key} {named:?}");
            assert!(!keys.keys[0].may_verify(Algorithm::ES384, named));
        }
    }
}
