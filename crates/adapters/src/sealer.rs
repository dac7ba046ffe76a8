//! Encrypts stored secrets with AES-256-GCM, and digests values that are only looked up with HMAC-SHA-256.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{digest, hmac};
use portcullis_domain::{Digest, Error, Random, Result, Sealed, Sealer, Secret};
use secrecy::{ExposeSecret, SecretSlice};

/// The length of a key.
const KEY_BYTES: usize = 32;

/// The encryption keys, the newest first: one, or more while they are being replaced.
#[derive(Clone)]
pub struct SealingKeys(Vec<SecretSlice<u8>>);

impl SealingKeys {
    /// Returns the number of keys.
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Parses base64. Rejects an empty list, and keys that do not have 32 bytes or repeat a few.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let wrong = |rule: &str| Error::invalid("encryption key", rule);
        let mut keys = Vec::new();
        for text in texts {
            let key = data_encoding::BASE64.decode(text.as_bytes()).map_err(|_| wrong("must be base64"))?;
            let mut distinct = key.clone();
            distinct.sort_unstable();
            distinct.dedup();
            if key.len() != KEY_BYTES || distinct.len() < 8 {
                return Err(wrong("must be 32 random bytes in each key"));
            }
            keys.push(SecretSlice::from(key));
        }
        if keys.is_empty() { Err(wrong("must contain at least one key")) } else { Ok(Self(keys)) }
    }
}

/// Seals with the newest key and opens with the key that sealed.
pub struct KeyringSealer {
    /// The keys.
    pub keys: SealingKeys,
    /// Draws the nonces: 96 random bits each, far fewer than 2^32 of them under one key (NIST SP 800-38D, 8.3).
    pub random: Arc<dyn Random>,
}

impl Sealer for KeyringSealer {
    fn seal(&self, secret: &[u8], place: &str) -> Result<Sealed> {
        let key = self.keys.0.first().ok_or_else(|| Error::internal("no key to seal with"))?;
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce)?;
        let mut sealed = secret.to_vec();
        cipher(key)?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut sealed)
            .map_err(|_| Error::internal("encryption failed"))?;
        let mut bytes = nonce.to_vec();
        bytes.append(&mut sealed);
        Ok(Sealed { key_id: id_of(key), bytes })
    }

    fn open(&self, sealed: &Sealed, place: &str) -> Result<Secret> {
        let key = self.keys.0.iter().find(|key| id_of(key) == sealed.key_id);
        let key = key.ok_or_else(|| Error::internal("the key that encrypted this secret is not configured"))?;
        let (nonce, sealed) = sealed
            .bytes
            .split_first_chunk::<NONCE_LEN>()
            .ok_or_else(|| Error::internal("an encrypted secret is too short"))?;
        let mut bytes = Secret::new(sealed.to_vec());
        let opened = cipher(key)?
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place), &mut bytes)
            .map_err(|_| Error::internal("the encrypted secret was moved or changed"))?;
        Ok(Secret::new(opened.to_vec()))
    }

    fn digests(&self, purpose: &str, value: &[u8]) -> Result<Vec<Digest>> {
        let digest = |key: &SecretSlice<u8>| {
            // each purpose has a key of its own
            let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.expose_secret()), purpose.as_bytes());
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()), value);
            Digest::try_from(tag.as_ref()).map_err(Error::internal)
        };
        self.keys.0.iter().map(digest).collect()
    }

    fn key_ids(&self) -> Vec<String> {
        self.keys.0.iter().map(id_of).collect()
    }
}

fn cipher(key: &SecretSlice<u8>) -> Result<LessSafeKey> {
    let unbound = UnboundKey::new(&AES_256_GCM, key.expose_secret());
    unbound.map(LessSafeKey::new).map_err(|_| Error::internal("an encryption key has the wrong length"))
}

/// Identifies a key by the first bytes of its hash.
fn id_of(key: &SecretSlice<u8>) -> String {
    let hash = digest::digest(&digest::SHA256, key.expose_secret());
    data_encoding::HEXLOWER.encode(hash.as_ref().get(..8).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use portcullis_domain::testing::SeededRandom;

    use super::*;

    fn key(seed: u8) -> String {
        let bytes: Vec<u8> = (0..32).map(|byte| byte ^ seed).collect();
        data_encoding::BASE64.encode(&bytes)
    }

    fn sealer(keys: &[u8]) -> KeyringSealer {
        let texts: Vec<_> = keys.iter().map(|seed| key(*seed)).collect();
        let keys = SealingKeys::parse(texts.iter().map(String::as_str)).unwrap();
        KeyringSealer { keys, random: Arc::new(SeededRandom::new(1)) }
    }

    /// SEC-1
    #[test]
    fn sealed_secret_opens_only_unchanged_and_in_its_place() {
        let keyring = sealer(&[1]);
        let sealed = keyring.seal(b"secret", "acme alice").unwrap();
        assert_eq!(&*keyring.open(&sealed, "acme alice").unwrap(), b"secret");
        assert!(keyring.open(&sealed, "acme bob").is_err());
        for place in 0..sealed.bytes.len() {
            let mut changed = sealed.clone();
            changed.bytes[place] ^= 1;
            assert!(keyring.open(&changed, "acme alice").is_err());
        }
        for length in 0..sealed.bytes.len() {
            let mut cut = sealed.clone();
            cut.bytes.truncate(length);
            assert!(keyring.open(&cut, "acme alice").is_err());
        }
        assert!(!sealed.bytes.windows(6).any(|bytes| bytes == b"secret"));
        assert_ne!(keyring.seal(b"secret", "acme alice").unwrap(), sealed, "a nonce is used once");
    }

    /// SEC-2
    #[test]
    fn older_key_still_opens_and_missing_key_does_not() {
        let sealed = sealer(&[1]).seal(b"secret", "place").unwrap();
        assert!(sealer(&[2, 1]).open(&sealed, "place").is_ok());
        assert!(sealer(&[2]).open(&sealed, "place").is_err());
        assert_ne!(sealer(&[2, 1]).seal(b"secret", "place").unwrap().key_id, sealed.key_id);
    }

    #[test]
    fn digests_differ_by_key_purpose_and_value() {
        let both = sealer(&[2, 1]).digests("a", b"x").unwrap();
        assert_eq!(both[1..], sealer(&[1]).digests("a", b"x").unwrap());
        let keyring = sealer(&[2, 1]);
        assert_eq!(keyring.key_ids()[1..], sealer(&[1]).key_ids());
        let port: &dyn Sealer = &keyring;
        let (newest, sealed) = (port.digest("a", b"x").unwrap(), port.seal(b"x", "").unwrap());
        assert_eq!((newest.digest, newest.key_id), (both[0], sealed.key_id), "values are stored under the newest key");
        assert_ne!(both[0], both[1]);
        assert_ne!(both, sealer(&[2, 1]).digests("b", b"x").unwrap());
        assert_ne!(both, sealer(&[2, 1]).digests("a", b"y").unwrap());
    }

    /// SEC-5
    #[test]
    fn weak_keys_are_rejected() {
        let zeros = data_encoding::BASE64.encode(&[0; 32]);
        for bad in [&[][..], &["not base64!"], &["c2hvcnQ="], &[&*zeros]] {
            assert!(SealingKeys::parse(bad.iter().copied()).is_err(), "{bad:?}");
        }
    }
}
