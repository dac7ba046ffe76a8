//! Creates, opens and rotates the keys of our own tokens.

use std::sync::Arc;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jiff::Timestamp;
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use portcullis_domain::{Error, Result, Sealed, Sealer};

use super::key_schedule::{KeyState, Rotation, Step, plan, states};
use portcullis_domain::{SigningKey, SigningKeyChange, SigningKeyRepository};

/// The prefix of our keys' `kid`, which distinguishes our tokens from the issuer's before the signature is checked.
pub(super) const KEY_ID_PREFIX: &str = "portcullis-";

/// An opened key.
pub(super) struct LoadedSigningKey {
    pub(super) id: String,
    pub(super) active_from: Timestamp,
    pub(super) retires_at: Option<Timestamp>,
    pub(super) private: EncodingKey,
    pub(super) public: DecodingKey,
    pub(super) published: Jwk,
}

impl LoadedSigningKey {
    /// Whether it signs or verifies at `now`, or will.
    pub(super) fn is_usable(&self, now: Timestamp) -> bool {
        self.retires_at.is_none_or(|at| now < at)
    }
}

/// The keys of our own tokens.
#[derive(Clone)]
pub struct SigningKeys {
    /// Stores them.
    pub repository: Arc<dyn SigningKeyRepository>,
    /// Encrypts their private halves.
    pub sealer: Arc<dyn Sealer>,
}

/// The result of resealing.
#[derive(Debug, Default)]
pub struct ResealedKeys {
    /// The number of keys that are now sealed with the newest encryption key and were not before.
    pub keys: u64,
    /// The ids of usable keys that cannot be opened, and why.
    pub unopened: Vec<(String, Error)>,
}

impl SigningKeys {
    /// Returns every key and its state, ordered by when it signs.
    pub fn list(&self, now: Timestamp) -> Result<Vec<(SigningKey, KeyState)>> {
        let stored = self.stored(now)?;
        let states = states(&stored, now);
        Ok(stored.into_iter().zip(states).collect())
    }

    /// Carries out the schedule and the requested rotation. Returns the keys that were created.
    pub fn rotate(&self, rotation: Rotation, now: Timestamp) -> Result<Vec<SigningKey>> {
        let before = self.stored(now)?;
        // a process that cannot open the usable keys has the wrong encryption key and must not seal a new one
        self.open_usable(&before, now)?;
        let after = self.apply_schedule(rotation, now)?;
        Ok(after.into_iter().filter(|key| !before.iter().any(|known| known.id == key.id)).collect())
    }

    /// Seals each usable key with the newest encryption key.
    pub fn reseal(&self, now: Timestamp) -> Result<ResealedKeys> {
        let newest = self.sealer.newest_key_id()?;
        let mut done = ResealedKeys::default();
        for key in self.repository.list()? {
            if key.private_key.key_id == newest || !key.is_usable(now) {
                continue;
            }
            match self.sealer.open(&key.private_key, &key.place()) {
                Ok(private) => {
                    let resealed = self.sealer.seal(&private, &key.place())?;
                    done.keys += u64::from(self.repository.reseal(&key, &resealed)?);
                }
                Err(reason) => done.unopened.push((key.id, reason)),
            }
        }
        Ok(done)
    }

    /// Carries out the schedule and opens the usable keys.
    pub(super) fn load(&self, now: Timestamp) -> Result<Vec<LoadedSigningKey>> {
        let stored = self.stored(now)?;
        let opened = self.open_usable(&stored, now)?;
        if plan(&stored, now, Rotation::Scheduled)?.is_empty() {
            return Ok(opened);
        }
        self.open_usable(&self.apply_schedule(Rotation::Scheduled, now)?, now)
    }

    /// Reads every key. The form in which the usable ones are sealed is that of the installation.
    fn stored(&self, now: Timestamp) -> Result<Vec<SigningKey>> {
        let stored = self.repository.list()?;
        let usable = stored.iter().filter(|key| key.is_usable(now));
        self.sealer.follow(&usable.map(|key| &*key.private_key.key_id).collect::<Vec<_>>());
        Ok(stored)
    }

    /// Plans again under the lock: of several replicas that saw the same need, the first one meets it.
    fn apply_schedule(&self, rotation: Rotation, now: Timestamp) -> Result<Vec<SigningKey>> {
        self.repository.change(&|keys| {
            let change = |step| match step {
                Step::Create(active_from) => self.create(active_from).map(SigningKeyChange::Insert),
                Step::Retire(id, at) => Ok(SigningKeyChange::Retire(id, at)),
                Step::Delete(id) => Ok(SigningKeyChange::Delete(id)),
            };
            plan(keys, now, rotation)?.into_iter().map(change).collect()
        })
    }

    /// Opens the usable keys. A retired one is not opened; its encryption key may be gone.
    fn open_usable(&self, stored: &[SigningKey], now: Timestamp) -> Result<Vec<LoadedSigningKey>> {
        stored.iter().filter(|key| key.is_usable(now)).map(|key| self.open(key)).collect()
    }

    fn create(&self, active_from: Timestamp) -> Result<SigningKey> {
        let failed = |_| Error::internal("key generation failed");
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?;
        let private = pair.to_pkcs8v1().map_err(failed)?;
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, private.as_ref());
        let name = data_encoding::HEXLOWER.encode(hash.as_ref().get(..8).unwrap_or_default());
        let unsealed = Sealed { key_id: String::new(), bytes: Vec::new() };
        let id = format!("{KEY_ID_PREFIX}{name}");
        let mut key = SigningKey { id, private_key: unsealed, active_from, retires_at: None };
        key.private_key = self.sealer.seal(private.as_ref(), &key.place())?;
        Ok(key)
    }

    fn open(&self, key: &SigningKey) -> Result<LoadedSigningKey> {
        let private = self.sealer.open(&key.private_key, &key.place())?;
        let private = EncodingKey::from_ec_der(&private);
        let mut published = Jwk::from_encoding_key(&private, Algorithm::ES256).map_err(Error::internal)?;
        published.common.key_id = Some(key.id.clone());
        published.common.public_key_use = Some(PublicKeyUse::Signature);
        let public = DecodingKey::from_jwk(&published).map_err(Error::internal)?;
        let (active_from, retires_at) = (key.active_from, key.retires_at);
        Ok(LoadedSigningKey { id: key.id.clone(), active_from, retires_at, private, public, published })
    }
}
