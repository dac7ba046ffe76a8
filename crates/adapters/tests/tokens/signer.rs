//! Signs tokens with fresh keys of each kind, in any header.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

#[derive(Clone)]
pub(crate) struct Signer {
    id: String,
    pub(crate) algorithm: Algorithm,
    key: EncodingKey,
}

impl Signer {
    pub(crate) fn hmac(secret: &[u8]) -> Self {
        Self { id: "hmac".into(), algorithm: Algorithm::HS256, key: EncodingKey::from_secret(secret) }
    }

    pub(crate) fn rsa(id: &str, algorithm: Algorithm) -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let pkcs8: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        // PKCS #8 wraps PKCS #1, which the library wants, in a head of fixed length for this size
        let key = EncodingKey::from_rsa_der(&pkcs8.as_ref()[26..]);
        Self { id: id.into(), algorithm, key }
    }

    pub(crate) fn ec(id: &str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let key = EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref());
        Self { id: id.into(), algorithm: Algorithm::ES256, key }
    }

    pub(crate) fn ed(id: &str) -> Self {
        let pair = Ed25519KeyPair::generate().unwrap();
        let key = EncodingKey::from_ed_der(pair.to_pkcs8v1().unwrap().as_ref());
        Self { id: id.into(), algorithm: Algorithm::EdDSA, key }
    }

    /// The same key, used with another algorithm.
    pub(crate) fn as_algorithm(&self, algorithm: Algorithm) -> Self {
        Self { algorithm, ..self.clone() }
    }

    pub(crate) fn name(&self) -> String {
        format!("{:?}", self.algorithm)
    }

    /// The public key as it would be published.
    pub(crate) fn jwk(&self) -> Value {
        let mut jwk = serde_json::to_value(Jwk::from_encoding_key(&self.key, self.algorithm).unwrap()).unwrap();
        jwk["kid"] = json!(self.id);
        jwk["use"] = json!("sig");
        jwk
    }

    pub(crate) fn token(&self, claims: &Value) -> String {
        self.token_with(&json!({ "alg": self.name(), "typ": "JWT", "kid": self.id }), claims)
    }

    pub(crate) fn token_with(&self, header: &Value, claims: &Value) -> String {
        self.sign(&header.to_string(), &claims.to_string())
    }

    pub(crate) fn token_of_text(&self, claims: &str) -> String {
        self.sign(&json!({ "alg": self.name() }).to_string(), claims)
    }

    fn sign(&self, header: &str, claims: &str) -> String {
        let part = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = jsonwebtoken::crypto::sign(signed.as_bytes(), &self.key, self.algorithm).unwrap();
        format!("{signed}.{signature}")
    }
}

/// The token with one of its three parts changed.
pub(crate) fn replace_part(token: &str, part: usize, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut parts: Vec<_> = token.split('.').map(str::to_owned).collect();
    let mut bytes = BASE64URL_NOPAD.decode(parts[part].as_bytes()).unwrap();
    change(&mut bytes);
    parts[part] = BASE64URL_NOPAD.encode(&bytes);
    parts.join(".")
}
