//! Encrypts stored secrets with AES-256-GCM, and digests values that are only looked up with HMAC-SHA-256.
//!
//! Each configured key has two forms. The *derived* form has one key for each use, from HKDF-SHA-256 (RFC 5869) with a
//! label of its own. In the *plain* form of earlier versions the configured key itself encrypts and digests. Values of both
//! forms are read; which one is written depends on the installation (decision 43).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{digest, hkdf, hmac};
use portcullis_domain::{Digest, Error, Random, Result, Sealed, Sealer, Secret};
use secrecy::{ExposeSecret, SecretSlice};

/// The length of a key.
const KEY_BYTES: usize = 32;

/// What the ids of derived forms end with.
const DERIVED: &str = ".2";

/// The labels of the derived keys.
const SEALING: &[u8] = b"portcullis 2 sealing";
const DIGESTING: &[u8] = b"portcullis 2 digesting";

/// The encryption keys, the newest first: one, or more while they are being replaced.
#[derive(Clone)]
pub struct SealingKeys(Vec<Key>);

/// A configured key in both forms.
#[derive(Clone)]
struct Key {
    derived: Form,
    plain: Form,
}

/// The keys of one form and the id under which values of that form are stored.
#[derive(Clone)]
struct Form {
    id: String,
    sealing: SecretSlice<u8>,
    digesting: SecretSlice<u8>,
}

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
            keys.push(Key::of(key)?);
        }
        if keys.is_empty() { Err(wrong("must contain at least one key")) } else { Ok(Self(keys)) }
    }
}

impl Key {
    fn of(key: Vec<u8>) -> Result<Self> {
        // by the first bytes of its hash
        let hash = digest::digest(&digest::SHA256, &key);
        let id = data_encoding::HEXLOWER.encode(hash.as_ref().get(..8).unwrap_or_default());
        let derived =
            Form { id: format!("{id}{DERIVED}"), sealing: derive(&key, SEALING)?, digesting: derive(&key, DIGESTING)? };
        let key = SecretSlice::from(key);
        Ok(Self { derived, plain: Form { id, sealing: key.clone(), digesting: key } })
    }
}

/// Derives the key of one use.
fn derive(key: &[u8], label: &[u8]) -> Result<SecretSlice<u8>> {
    let failed = |_| Error::internal("key derivation failed");
    let mut derived = vec![0; KEY_BYTES];
    let extracted = hkdf::Salt::new(hkdf::HKDF_SHA256, &[]).extract(key);
    let info = [label];
    let expanded = extracted.expand(&info, hkdf::HKDF_SHA256).map_err(failed)?;
    expanded.fill(&mut derived).map_err(failed)?;
    Ok(SecretSlice::from(derived))
}

/// Seals with the newest key and opens with the key that sealed.
pub struct KeyringSealer {
    keys: SealingKeys,
    /// Draws the nonces: 96 random bits each, far fewer than 2^32 of them under one key (NIST SP 800-38D, 8.3).
    random: Arc<dyn Random>,
    /// Whether derived forms are written.
    derives: AtomicBool,
}

impl KeyringSealer {
    /// A sealer that writes plain forms until [`follow`](Sealer::follow) tells it that the installation has derived ones.
    pub fn new(keys: SealingKeys, random: Arc<dyn Random>) -> Self {
        Self { keys, random, derives: AtomicBool::new(false) }
    }

    /// A sealer that writes derived forms: for new installations, and to change an existing one.
    pub fn deriving(keys: SealingKeys, random: Arc<dyn Random>) -> Self {
        Self { keys, random, derives: AtomicBool::new(true) }
    }

    /// Returns every form of every key, the newest key first, of each the form first that is written.
    fn forms(&self) -> impl Iterator<Item = &Form> {
        let derives = self.derives.load(Ordering::Relaxed);
        self.keys.0.iter().flat_map(
            move |key| {
                if derives { [&key.derived, &key.plain] } else { [&key.plain, &key.derived] }
            },
        )
    }
}

impl Sealer for KeyringSealer {
    fn seal(&self, secret: &[u8], place: &str) -> Result<Sealed> {
        let form = self.forms().next().ok_or_else(|| Error::internal("no key to seal with"))?;
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce)?;
        let mut sealed = secret.to_vec();
        cipher(form)?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut sealed)
            .map_err(|_| Error::internal("encryption failed"))?;
        let mut bytes = nonce.to_vec();
        bytes.append(&mut sealed);
        Ok(Sealed { key_id: form.id.clone(), bytes })
    }

    fn open(&self, sealed: &Sealed, place: &str) -> Result<Secret> {
        let form = self.forms().find(|form| form.id == sealed.key_id);
        let form = form.ok_or_else(|| Error::internal("the key that encrypted this secret is not configured"))?;
        let (nonce, sealed) = sealed
            .bytes
            .split_first_chunk::<NONCE_LEN>()
            .ok_or_else(|| Error::internal("an encrypted secret is too short"))?;
        let mut bytes = Secret::new(sealed.to_vec());
        let opened = cipher(form)?
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place), &mut bytes)
            .map_err(|_| Error::internal("the encrypted secret was moved or changed"))?;
        Ok(Secret::new(opened.to_vec()))
    }

    fn digests(&self, purpose: &str, value: &[u8]) -> Result<Vec<Digest>> {
        let digest = |form: &Form| {
            // each purpose has a key of its own
            let base = hmac::Key::new(hmac::HMAC_SHA256, form.digesting.expose_secret());
            let of_purpose = hmac::sign(&base, purpose.as_bytes());
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, of_purpose.as_ref()), value);
            Digest::try_from(tag.as_ref()).map_err(Error::internal)
        };
        self.forms().map(digest).collect()
    }

    fn key_ids(&self) -> Vec<String> {
        self.forms().map(|form| form.id.clone()).collect()
    }

    fn follow(&self, sealed_by: &[&str]) {
        if sealed_by.is_empty() || sealed_by.iter().any(|id| id.ends_with(DERIVED)) {
            self.derives.store(true, Ordering::Relaxed);
        }
    }
}

fn cipher(form: &Form) -> Result<LessSafeKey> {
    let unbound = UnboundKey::new(&AES_256_GCM, form.sealing.expose_secret());
    unbound.map(LessSafeKey::new).map_err(|_| Error::internal("an encryption key has the wrong length"))
}

#[cfg(test)]
mod tests {
    use portcullis_domain::testing::SeededRandom;

    use super::*;

    fn key(seed: u8) -> String {
        let bytes: Vec<u8> = (0..32).map(|byte| byte ^ seed).collect();
        data_encoding::BASE64.encode(&bytes)
    }

    fn keys(seeds: &[u8]) -> SealingKeys {
        let texts: Vec<_> = seeds.iter().map(|seed| key(*seed)).collect();
        SealingKeys::parse(texts.iter().map(String::as_str)).unwrap()
    }

    fn sealer(seeds: &[u8]) -> KeyringSealer {
        KeyringSealer::deriving(keys(seeds), Arc::new(SeededRandom::new(1)))
    }

    /// As the last version sealed.
    fn plain(seeds: &[u8]) -> KeyringSealer {
        KeyringSealer::new(keys(seeds), Arc::new(SeededRandom::new(1)))
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
        assert_eq!(both[2..], sealer(&[1]).digests("a", b"x").unwrap());
        let keyring = sealer(&[2, 1]);
        assert_eq!(keyring.key_ids()[2..], sealer(&[1]).key_ids());
        let port: &dyn Sealer = &keyring;
        let (newest, sealed) = (port.digest("a", b"x").unwrap(), port.seal(b"x", "").unwrap());
        assert_eq!((newest.digest, newest.key_id), (both[0], sealed.key_id), "values are stored under the newest key");
        let distinct: std::collections::BTreeSet<_> = both.iter().collect();
        assert_eq!(distinct.len(), 4, "two keys in two forms");
        assert_ne!(both, sealer(&[2, 1]).digests("b", b"x").unwrap());
        assert_ne!(both, sealer(&[2, 1]).digests("a", b"y").unwrap());
    }

    #[test]
    fn keys_of_both_uses_are_derived_apart() {
        let raw: Vec<u8> = (0..32).map(|byte| byte ^ 1).collect();
        let derived = |label: &[u8]| derive(&raw, label).unwrap().expose_secret().to_vec();
        let (sealing, digesting) = (derived(SEALING), derived(DIGESTING));
        assert!(sealing != digesting && sealing != raw && digesting != raw);
        // RFC 5869, by two plain HMACs
        let mac = |key: &[u8], text: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text).as_ref().to_vec();
        assert_eq!(sealing, mac(&mac(&[0; 32], &raw), &[SEALING, &[1][..]].concat()));
        // whoever has the key of one use cannot do the other
        let keyring = sealer(&[1]);
        let sealed = keyring.seal(b"secret", "place").unwrap();
        let of_digests = Form { id: String::new(), sealing: derive(&raw, DIGESTING).unwrap(), digesting: raw.into() };
        let (nonce, ciphertext) = sealed.bytes.split_first_chunk::<NONCE_LEN>().unwrap();
        let mut ciphertext = ciphertext.to_vec();
        let opened = cipher(&of_digests).unwrap().open_in_place(
            Nonce::assume_unique_for_key(*nonce),
            Aad::from("place"),
            &mut ciphertext,
        );
        assert!(opened.is_err());
    }

    #[test]
    fn values_of_the_last_version_are_still_read() {
        let before = plain(&[1]);
        let (sealed, digest) = (before.seal(b"secret", "place").unwrap(), before.digests("a", b"x").unwrap()[0]);
        let after = sealer(&[1]);
        assert_eq!(&*after.open(&sealed, "place").unwrap(), b"secret");
        assert!(after.digests("a", b"x").unwrap().contains(&digest));
        assert_ne!(after.digests("a", b"x").unwrap()[0], digest);
        // a replica that still writes plain forms reads derived ones
        assert!(before.open(&after.seal(b"secret", "place").unwrap(), "place").is_ok());
        assert!(before.digests("a", b"x").unwrap().contains(&after.digests("a", b"x").unwrap()[0]));
    }

    #[test]
    fn form_of_new_values_follows_the_installation() {
        let written = |keyring: &KeyringSealer| keyring.seal(b"secret", "place").unwrap().key_id.ends_with(DERIVED);
        let keyring = plain(&[1]);
        let [plain_id, derived_id] = <[String; 2]>::try_from(keyring.key_ids()).unwrap();
        assert!(!written(&keyring));
        keyring.follow(&[&plain_id]);
        assert!(!written(&keyring), "an existing installation, until its keys are rotated");
        keyring.follow(&[&plain_id, &derived_id]);
        assert!(written(&keyring));
        keyring.follow(&[&plain_id]);
        assert!(written(&keyring), "it never changes back");
        let fresh = plain(&[1]);
        fresh.follow(&[]);
        assert!(written(&fresh), "a new installation has sealed nothing");
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
