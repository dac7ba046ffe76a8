//! The keys that may have signed a token. Each is for one algorithm; a token chooses among them and never brings its
//! own.

use std::fmt;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use portcullis_domain::{Error, Result};
use secrecy::{ExposeSecret, SecretSlice};

use super::compact_token::CompactToken;
use super::token_rejection::TokenRejection;

/// The fewest bytes of an HS256 secret: the length of the hash (RFC 7518, section 3.2).
const SHORTEST_SECRET: usize = 32;

/// The fewest different bytes in a secret that can have been drawn at random.
const FEWEST_DIFFERENT_BYTES: usize = 8;

/// The fewest bits of an RSA modulus (RFC 7518, section 3.3).
const SHORTEST_RSA_BITS: usize = 2048;

/// The most keys that a set may hold: a token without a name is tried with each.
const MOST_KEYS: usize = 100;

/// Secrets for HS256, the newest first: one, or more while they are being replaced.
#[derive(Clone)]
pub struct HmacSecrets(Vec<SecretSlice<u8>>);

impl HmacSecrets {
    /// These secrets. Refused when there is none, or one of them is short or was not drawn at random.
    pub fn new(secrets: impl IntoIterator<Item = Vec<u8>>) -> Result<Self> {
        let secrets: Vec<Vec<u8>> = secrets.into_iter().collect();
        if secrets.is_empty() {
            return Err(weak("must hold at least one secret"));
        }
        for secret in &secrets {
            if secret.len() < SHORTEST_SECRET {
                return Err(weak("must have at least 32 bytes in each secret"));
            }
            let mut different = secret.clone();
            different.sort_unstable();
            different.dedup();
            if different.len() < FEWEST_DIFFERENT_BYTES {
                return Err(weak("must be drawn at random: a secret repeats a few bytes"));
            }
        }
        Ok(Self(secrets.into_iter().map(SecretSlice::from).collect()))
    }

    /// How many there are.
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The newest, to sign with.
    pub(super) fn newest(&self) -> Option<&[u8]> {
        self.0.first().map(ExposeSecret::expose_secret)
    }
}

fn weak(rule: &str) -> Error {
    Error::invalid("PORTCULLIS_JWT_SECRET", rule)
}

/// One key for one algorithm.
struct VerificationKey {
    id: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

impl VerificationKey {
    /// A published key; `None` for one that is not for us.
    fn read(jwk: &Jwk) -> Result<Option<Self>> {
        let Some(algorithm) = algorithm_of(jwk)? else { return Ok(None) };
        let key = DecodingKey::from_jwk(jwk).map_err(|_| Error::invalid("JWKS", "must hold well-formed keys"))?;
        Ok(Some(Self { id: jwk.common.key_id.clone(), algorithm, key }))
    }
}

/// All keys of the issuer: secrets, or public keys, never both.
pub struct VerificationKeys(Vec<VerificationKey>);

impl VerificationKeys {
    /// Keys for HS256.
    pub fn from_secrets(secrets: &HmacSecrets) -> Self {
        let key = |secret: &SecretSlice<u8>| VerificationKey {
            id: None,
            algorithm: Algorithm::HS256,
            key: DecodingKey::from_secret(secret.expose_secret()),
        };
        Self(secrets.0.iter().map(key).collect())
    }

    /// The public keys of a JSON Web Key Set (RFC 7517) that are for signatures and of a kind we know; others in it are
    /// left out. Refused when none is left or one is weak or not well-formed.
    pub fn from_jwks(text: &str) -> Result<Self> {
        let (keys, unusable) = Self::published(text)?;
        unusable.into_iter().next().map_or(Ok(keys), Err)
    }

    /// The same of a set that somebody else publishes: a weak or malformed key in it is left out, and told of, for the
    /// others are still good. Refused when none is left.
    pub(super) fn published(text: &str) -> Result<(Self, Vec<Error>)> {
        let set: JwkSet =
            serde_json::from_str(text).map_err(|_| Error::invalid("JWKS", "must be a JSON Web Key Set (RFC 7517)"))?;
        if set.keys.len() > MOST_KEYS {
            return Err(Error::invalid("JWKS", "must hold at most 100 keys"));
        }
        let (mut keys, mut unusable) = (Vec::new(), Vec::new());
        for jwk in &set.keys {
            match VerificationKey::read(jwk) {
                Ok(Some(key)) => keys.push(key),
                Ok(None) => {}
                Err(error) => unusable.push(error),
            }
        }
        match unusable.pop() {
            Some(error) if keys.is_empty() => Err(error),
            None if keys.is_empty() => {
                Err(Error::invalid("JWKS", "must hold a public key for RS256, PS256, ES256 or EdDSA signatures"))
            }
            last => {
                unusable.extend(last);
                Ok((Self(keys), unusable))
            }
        }
    }

    /// How many keys there are.
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether one of the keys signed the token: one of the token's algorithm, and of its name if it names one. A
    /// secret has no name, so a named HS256 token is tried with each.
    pub(super) fn verify(&self, token: &CompactToken<'_>) -> std::result::Result<(), TokenRejection> {
        if !self.0.iter().any(|key| key.algorithm == token.algorithm) {
            return Err(TokenRejection::Algorithm);
        }
        let named = |key: &&VerificationKey| {
            key.algorithm == token.algorithm
                && (key.algorithm == Algorithm::HS256 || token.key_id.is_none() || key.id == token.key_id)
        };
        let mut candidates = self.0.iter().filter(named).peekable();
        if candidates.peek().is_none() {
            return Err(TokenRejection::UnknownKey);
        }
        let signed = token.signed.as_bytes();
        let verified = candidates
            .any(|key| jsonwebtoken::crypto::verify(token.signature, signed, &key.key, key.algorithm).unwrap_or(false));
        if verified { Ok(()) } else { Err(TokenRejection::Signature) }
    }
}

/// The algorithm and the name of each key.
impl fmt::Display for VerificationKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |key: &VerificationKey| match &key.id {
            Some(id) => format!("{:?} {id}", key.algorithm),
            None => format!("{:?}", key.algorithm),
        };
        f.write_str(&self.0.iter().map(named).collect::<Vec<_>>().join(", "))
    }
}

impl fmt::Debug for VerificationKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The one algorithm that a published key is for: the one it names, or else the usual one of its kind (RS256 for RSA).
/// `None` for keys that are not for us: of another use, another kind, or symmetric.
fn algorithm_of(jwk: &Jwk) -> Result<Option<Algorithm>> {
    let for_signatures = matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature))
        && jwk.common.key_operations.as_ref().is_none_or(|operations| operations.contains(&KeyOperations::Verify));
    if !for_signatures {
        return Ok(None);
    }
    Ok(match (&jwk.algorithm, jwk.common.key_algorithm) {
        (AlgorithmParameters::RSA(rsa), named) => {
            let algorithm = match named {
                None | Some(KeyAlgorithm::RS256) => Algorithm::RS256,
                Some(KeyAlgorithm::PS256) => Algorithm::PS256,
                Some(_) => return Ok(None),
            };
            let modulus = data_encoding::BASE64URL_NOPAD.decode(rsa.n.as_bytes()).unwrap_or_default();
            let leading_zeros = modulus.iter().take_while(|byte| **byte == 0).count();
            if (modulus.len() - leading_zeros) * 8 < SHORTEST_RSA_BITS {
                return Err(Error::invalid("JWKS", "must hold RSA keys of at least 2048 bits"));
            }
            Some(algorithm)
        }
        (AlgorithmParameters::EllipticCurve(key), None | Some(KeyAlgorithm::ES256))
            if key.curve == EllipticCurve::P256 =>
        {
            Some(Algorithm::ES256)
        }
        (AlgorithmParameters::OctetKeyPair(key), None | Some(KeyAlgorithm::EdDSA))
            if key.curve == EllipticCurve::Ed25519 =>
        {
            Some(Algorithm::EdDSA)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_secrets_are_refused() {
        assert!(HmacSecrets::new([b"0123456789abcdef0123456789abcdef".to_vec()]).is_ok());
        assert!(HmacSecrets::new([b"0123456789abcdef0123456789abcde".to_vec()]).is_err());
        assert!(HmacSecrets::new([b"abababababababababababababababababab".to_vec()]).is_err());
        assert!(HmacSecrets::new([b"0123456789abcdef0123456789abcdef".to_vec(), b"short".to_vec()]).is_err());
        assert!(HmacSecrets::new([]).is_err());
        let two = [*b"0123456789abcdef0123456789abcdef", *b"fedcba9876543210fedcba9876543210"].map(Vec::from);
        assert_eq!(HmacSecrets::new(two).unwrap().len(), 2);
    }

    #[test]
    fn a_set_without_a_usable_key_is_refused() {
        let encryption = r#"{"keys":[{"kty":"EC","crv":"P-256","use":"enc","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;
        let symmetric = r#"{"keys":[{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}]}"#;
        let short_rsa = r#"{"keys":[{"kty":"RSA","n":"sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri","e":"AQAB"}]}"#;
        for bad in ["", "[]", r#"{"keys":[]}"#, encryption, symmetric, short_rsa] {
            assert!(VerificationKeys::from_jwks(bad).is_err(), "{bad}");
        }
        assert!(VerificationKeys::from_jwks(&encryption.replace("enc", "sig")).is_ok());
    }

    const EC: &str = r#"{"kty":"EC","crv":"P-256","kid":"ec","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;

    fn set(keys: &[&str]) -> String {
        format!(r#"{{"keys":[{}]}}"#, keys.join(","))
    }

    /// An RSA key whose modulus has so many bytes, after so many zeros.
    fn rsa(zeros: usize, bytes: usize) -> String {
        let modulus = [vec![0; zeros], vec![0xff; bytes]].concat();
        format!(r#"{{"kty":"RSA","kid":"rsa","e":"AQAB","n":"{}"}}"#, data_encoding::BASE64URL_NOPAD.encode(&modulus))
    }

    #[test]
    fn a_set_is_bounded_and_tells_its_keys() {
        let keys = VerificationKeys::from_jwks(&set(&[EC, &rsa(0, 256)])).unwrap();
        assert_eq!(
            (keys.len(), keys.to_string(), format!("{keys:?}")),
            (2, "ES256 ec, RS256 rsa".into(), keys.to_string())
        );
        assert_eq!(VerificationKeys::from_jwks(&set(&[EC; 100])).unwrap().len(), 100);
        assert!(VerificationKeys::from_jwks(&set(&[EC; 101])).is_err());
    }

    #[test]
    fn zeros_make_no_modulus_longer() {
        assert!(VerificationKeys::from_jwks(&set(&[&rsa(1, 256)])).is_ok());
        for (zeros, bytes) in [(1, 255), (300, 255), (0, 255)] {
            let told = VerificationKeys::from_jwks(&set(&[&rsa(zeros, bytes)])).unwrap_err().to_string();
            assert!(told.contains("2048 bits"), "{zeros} {bytes}: {told}");
        }
    }

    #[test]
    fn a_weak_key_spoils_a_set_that_an_operator_wrote_and_not_one_that_is_published() {
        let (both, weak) = (set(&[EC, &rsa(0, 128)]), set(&[&rsa(0, 128)]));
        assert!(VerificationKeys::from_jwks(&both).is_err());
        let (keys, unusable) = VerificationKeys::published(&both).unwrap();
        assert_eq!((keys.to_string(), unusable.len()), ("ES256 ec".to_owned(), 1));
        let told = VerificationKeys::published(&weak).unwrap_err().to_string();
        assert!(told.contains("2048 bits"), "{told}");
    }

    #[test]
    fn other_curves_are_not_for_us() {
        let x = data_encoding::BASE64URL_NOPAD.encode(&[1; 48]);
        for other in [
            format!(r#"{{"kty":"EC","crv":"P-384","x":"{x}","y":"{x}"}}"#),
            format!(r#"{{"kty":"OKP","crv":"Ed448","x":"{x}"}}"#),
            format!(r#"{{"kty":"OKP","crv":"X25519","x":"{x}"}}"#),
        ] {
            let (keys, unusable) = VerificationKeys::published(&set(&[EC, &other])).unwrap();
            assert_eq!((keys.to_string(), unusable.len()), ("ES256 ec".to_owned(), 0), "{other}");
        }
    }
}
