//! The keys that verify tokens. Each is for one algorithm. A token selects among them and never supplies its own.

use std::fmt;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use portcullis_domain::{Error, Result};

use super::compact_token::CompactToken;
use super::hmac_secrets::HmacSecrets;
use super::token_rejection::TokenRejection;

/// The fewest bits of an RSA modulus (RFC 7518, section 3.3).
const MIN_RSA_BITS: usize = 2048;

/// The most keys of a set: a token without `kid` is tried with each.
const MAX_KEYS: usize = 100;

/// One key for one algorithm.
struct VerificationKey {
    id: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

impl VerificationKey {
    /// Reads a published key; `None` for one that cannot verify tokens.
    fn read(jwk: &Jwk) -> Result<Option<Self>> {
        let Some(algorithm) = algorithm_of(jwk)? else { return Ok(None) };
        let key = DecodingKey::from_jwk(jwk).map_err(|_| Error::invalid("JWKS", "must contain well-formed keys"))?;
        Ok(Some(Self { id: jwk.common.key_id.clone(), algorithm, key }))
    }
}

/// The keys of the issuer: either secrets or public keys.
pub struct VerificationKeys(Vec<VerificationKey>);

impl VerificationKeys {
    /// Keys for HS256.
    pub fn from_secrets(secrets: &HmacSecrets) -> Self {
        let key = |secret: &[u8]| VerificationKey {
            id: None,
            algorithm: Algorithm::HS256,
            key: DecodingKey::from_secret(secret),
        };
        Self(secrets.iter().map(key).collect())
    }

    /// Parses the operator's JSON Web Key Set (RFC 7517). Skips keys of other uses and kinds. Rejects a set with a weak or
    /// malformed key, or without a usable one.
    pub fn from_jwks(text: &str) -> Result<Self> {
        let (keys, unusable) = Self::published(text)?;
        unusable.into_iter().next().map_or(Ok(keys), Err)
    }

    /// Parses a set published by the issuer. Weak and malformed keys are skipped and returned as errors, because the other
    /// keys are still good. Rejects a set without a usable key.
    pub(super) fn published(text: &str) -> Result<(Self, Vec<Error>)> {
        let set: JwkSet =
            serde_json::from_str(text).map_err(|_| Error::invalid("JWKS", "must be a JSON Web Key Set (RFC 7517)"))?;
        if set.keys.len() > MAX_KEYS {
            return Err(Error::invalid("JWKS", "must contain at most 100 keys"));
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
                Err(Error::invalid("JWKS", "must contain a public key for RS256, PS256, ES256 or EdDSA"))
            }
            last => {
                unusable.extend(last);
                Ok((Self(keys), unusable))
            }
        }
    }

    /// Returns the number of keys.
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Verifies the signature with the keys of the token's algorithm and, if it has one, its `kid`. Secrets have no `kid`,
    /// so an HS256 token is tried with each.
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

/// Shows the algorithm and `kid` of each key.
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

/// Returns the algorithm of a published key: the one it names, or the usual one of its kind (RS256 for RSA). `None` for
/// keys of another use or kind, and for symmetric keys.
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
            if (modulus.len() - leading_zeros) * 8 < MIN_RSA_BITS {
                return Err(Error::invalid("JWKS", "must contain only RSA keys of at least 2048 bits"));
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
    fn set_without_a_usable_key_is_rejected() {
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

    /// An RSA key with a modulus of `bytes` bytes after `zeros` zero bytes.
    fn rsa(zeros: usize, bytes: usize) -> String {
        let modulus = [vec![0; zeros], vec![0xff; bytes]].concat();
        format!(r#"{{"kty":"RSA","kid":"rsa","e":"AQAB","n":"{}"}}"#, data_encoding::BASE64URL_NOPAD.encode(&modulus))
    }

    #[test]
    fn key_set_is_bounded_and_lists_its_keys() {
        let keys = VerificationKeys::from_jwks(&set(&[EC, &rsa(0, 256)])).unwrap();
        assert_eq!(
            (keys.len(), keys.to_string(), format!("{keys:?}")),
            (2, "ES256 ec, RS256 rsa".into(), keys.to_string())
        );
        assert_eq!(VerificationKeys::from_jwks(&set(&[EC; 100])).unwrap().len(), 100);
        assert!(VerificationKeys::from_jwks(&set(&[EC; 101])).is_err());
    }

    #[test]
    fn leading_zeros_do_not_lengthen_a_modulus() {
        assert!(VerificationKeys::from_jwks(&set(&[&rsa(1, 256)])).is_ok());
        for (zeros, bytes) in [(1, 255), (300, 255), (0, 255)] {
            let error = VerificationKeys::from_jwks(&set(&[&rsa(zeros, bytes)])).unwrap_err().to_string();
            assert!(error.contains("2048 bits"), "{zeros} {bytes}: {error}");
        }
    }

    #[test]
    fn weak_key_rejects_an_operators_set_but_not_a_published_one() {
        let (both, weak) = (set(&[EC, &rsa(0, 128)]), set(&[&rsa(0, 128)]));
        assert!(VerificationKeys::from_jwks(&both).is_err());
        let (keys, unusable) = VerificationKeys::published(&both).unwrap();
        assert_eq!((keys.to_string(), unusable.len()), ("ES256 ec".to_owned(), 1));
        let error = VerificationKeys::published(&weak).unwrap_err().to_string();
        assert!(error.contains("2048 bits"), "{error}");
    }

    #[test]
    fn keys_on_other_curves_are_skipped() {
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
