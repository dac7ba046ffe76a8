//! Reads one key of a JSON Web Key Set (RFC 7517). Each is judged alone.

use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::{Map, Value};

/// The fewest bits of an RSA modulus (RFC 7518, section 3.3).
const MIN_RSA_BITS: usize = 2048;

/// The members that say what a key is. All others, such as certificates, are ignored whatever they are.
const MEMBERS: [&str; 11] = ["kty", "kid", "alg", "use", "key_ops", "crv", "n", "e", "x", "y", "k"];

/// A key and the algorithms that it verifies.
pub(super) struct PublishedKey {
    pub(super) id: Option<String>,
    /// The one that it names, else all of its kind (RFC 7517, section 4.4: `alg` is optional).
    pub(super) algorithms: &'static [Algorithm],
    pub(super) key: DecodingKey,
}

impl PublishedKey {
    /// Reads a key, or says why it verifies no token.
    pub(super) fn read(value: &Value) -> Result<Self, &'static str> {
        let members = value.as_object().ok_or("it is not a JSON object")?;
        if members.get("kid").is_some_and(|id| !(id.is_string() || id.is_null())) {
            return Err("its kid is not a text");
        }
        let jwk: Jwk = serde_json::from_value(used(members)).map_err(|_| "its kind or form is not supported")?;
        let algorithms = algorithms_of(&jwk)?;
        let key = DecodingKey::from_jwk(&jwk).map_err(|_| "it is malformed")?;
        Ok(Self { id: jwk.common.key_id, algorithms, key })
    }
}

/// Returns the members that are read. The library does not know `Ed25519`, the name of `EdDSA` with such a key (RFC 9864).
fn used(members: &Map<String, Value>) -> Value {
    let read = |(name, value): (&String, &Value)| {
        let value = if name == "alg" && value == "Ed25519" { Value::from("EdDSA") } else { value.clone() };
        Some((name.clone(), value)).filter(|(name, value)| MEMBERS.contains(&&**name) && !value.is_null())
    };
    Value::Object(members.iter().filter_map(read).collect())
}

fn algorithms_of(jwk: &Jwk) -> Result<&'static [Algorithm], &'static str> {
    let common = &jwk.common;
    if !matches!(common.public_key_use, None | Some(PublicKeyUse::Signature)) {
        return Err("its use is not sig");
    }
    if common.key_operations.as_ref().is_some_and(|operations| !operations.contains(&KeyOperations::Verify)) {
        return Err("its key_ops have no verify");
    }
    let of_its_kind: &[(KeyAlgorithm, &'static [Algorithm])] = match &jwk.algorithm {
        AlgorithmParameters::RSA(rsa) => {
            let modulus = BASE64URL_NOPAD.decode(rsa.n.as_bytes()).map_err(|_| "its modulus is not base64url")?;
            let leading_zeros = modulus.iter().take_while(|byte| **byte == 0).count();
            if (modulus.len() - leading_zeros) * 8 < MIN_RSA_BITS {
                return Err("an RSA key must have at least 2048 bits");
            }
            &RSA
        }
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            &[(KeyAlgorithm::ES256, &[Algorithm::ES256])]
        }
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P384 => {
            &[(KeyAlgorithm::ES384, &[Algorithm::ES384])]
        }
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            &[(KeyAlgorithm::EdDSA, &[Algorithm::EdDSA])]
        }
        AlgorithmParameters::OctetKey(_) => return Err("it is symmetric, and no published key may be"),
        _ => return Err("its kind or form is not supported"),
    };
    let Some(named) = common.key_algorithm else {
        return Ok(match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => &ALL_OF_RSA,
            _ => of_its_kind.first().map_or(&[], |(_, one)| *one),
        });
    };
    let found = of_its_kind.iter().find(|(name, _)| *name == named);
    found.map(|(_, one)| *one).ok_or("its alg is not one of its kind that is supported")
}

/// What an RSA key can verify, by the algorithm that it names.
const RSA: [(KeyAlgorithm, &[Algorithm]); 6] = [
    (KeyAlgorithm::RS256, &[Algorithm::RS256]),
    (KeyAlgorithm::RS384, &[Algorithm::RS384]),
    (KeyAlgorithm::RS512, &[Algorithm::RS512]),
    (KeyAlgorithm::PS256, &[Algorithm::PS256]),
    (KeyAlgorithm::PS384, &[Algorithm::PS384]),
    (KeyAlgorithm::PS512, &[Algorithm::PS512]),
];

const ALL_OF_RSA: [Algorithm; 6] =
    [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ec() -> Value {
        json!({
            "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        })
    }

    fn rsa(zeros: usize, bytes: usize) -> Value {
        let modulus = [vec![0; zeros], vec![0xff; bytes]].concat();
        json!({ "kty": "RSA", "e": "AQAB", "n": BASE64URL_NOPAD.encode(&modulus) })
    }

    fn okp(curve: &str) -> Value {
        json!({ "kty": "OKP", "crv": curve, "x": BASE64URL_NOPAD.encode(&[1; 32]) })
    }

    fn with(mut key: Value, name: &str, value: Value) -> Value {
        key[name] = value;
        key
    }

    #[test]
    fn key_verifies_the_algorithm_it_names_or_all_of_its_kind() {
        use Algorithm::{ES256, ES384, EdDSA, PS256, RS256, RS512};
        let p384 = BASE64URL_NOPAD.encode(&[1; 48]);
        let p384 = json!({ "kty": "EC", "crv": "P-384", "x": p384, "y": p384 });
        for (key, expected) in [
            (ec(), &[ES256][..]),
            (with(ec(), "alg", json!("ES256")), &[ES256]),
            (with(ec(), "alg", Value::Null), &[ES256]),
            (p384.clone(), &[ES384]),
            (with(p384, "alg", json!("ES384")), &[ES384]),
            (okp("Ed25519"), &[EdDSA]),
            (with(okp("Ed25519"), "alg", json!("EdDSA")), &[EdDSA]),
            (with(okp("Ed25519"), "alg", json!("Ed25519")), &[EdDSA]),
            (rsa(0, 256), &ALL_OF_RSA),
            (with(rsa(1, 256), "alg", json!("RS256")), &[RS256]),
            (with(rsa(0, 256), "alg", json!("PS256")), &[PS256]),
            (with(rsa(0, 256), "alg", json!("RS512")), &[RS512]),
            (with(ec(), "x5c", json!("no list")), &[ES256]),
            (with(ec(), "exp", json!({ "x": 1 })), &[ES256]),
        ] {
            assert_eq!(PublishedKey::read(&key).map(|key| key.algorithms), Ok(expected), "{key}");
        }
    }

    #[test]
    fn key_that_is_left_out_has_a_reason() {
        for (key, reason) in [
            (json!(7), "it is not a JSON object"),
            (json!({ "kty": "AKP", "alg": "ML-DSA-44", "pub": "x" }), "its kind or form is not supported"),
            (with(ec(), "kid", json!(7)), "its kid is not a text"),
            (with(ec(), "use", json!("enc")), "its use is not sig"),
            (with(ec(), "key_ops", json!(["encrypt"])), "its key_ops have no verify"),
            (with(ec(), "alg", json!("RS256")), "its alg is not one of its kind that is supported"),
            (with(ec(), "alg", json!("ES256K")), "its alg is not one of its kind that is supported"),
            (with(rsa(0, 256), "alg", json!("RSA-OAEP")), "its alg is not one of its kind that is supported"),
            (okp("X25519"), "its kind or form is not supported"),
            (json!({ "kty": "EC", "crv": "P-521", "x": "AQ", "y": "AQ" }), "its kind or form is not supported"),
            (json!({ "kty": "oct", "k": "AQ" }), "it is symmetric, and no published key may be"),
            (rsa(1, 255), "an RSA key must have at least 2048 bits"),
            (rsa(300, 255), "an RSA key must have at least 2048 bits"),
            (with(rsa(0, 256), "n", json!("§")), "its modulus is not base64url"),
        ] {
            assert_eq!(PublishedKey::read(&key).err(), Some(reason), "{key}");
        }
    }
}
