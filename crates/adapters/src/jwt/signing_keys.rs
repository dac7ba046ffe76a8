//! The keys of our own tokens: kept sealed, shared by all replicas, replaced by the schedule.

use std::sync::Arc;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jiff::Timestamp;
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use portcullis_domain::{Error, Result, Sealed, Sealer};

use super::key_schedule::{KeyState, Step, Wanted, counts, plan, states};
use crate::database::{DieselStore, KeyChange, StoredSigningKey};

/// What the names of our keys begin with, so that a token says whose it is before anything of it is believed.
pub(super) const KEY_NAME: &str = "portcullis-";

/// A key, ready for use.
pub(super) struct OwnKey {
    pub(super) id: String,
    pub(super) active_from: Timestamp,
    pub(super) retires_at: Option<Timestamp>,
    pub(super) private: EncodingKey,
    pub(super) public: DecodingKey,
    pub(super) published: Jwk,
}

/// The keys, where they are kept and how.
#[derive(Clone)]
pub struct SigningKeys {
    /// Where.
    pub store: Arc<DieselStore>,
    /// How.
    pub sealer: Arc<dyn Sealer>,
}

/// What was done to reseal them.
#[derive(Debug, Default)]
pub struct ResealedKeys {
    /// How many are under the newest encryption key now, and were not.
    pub keys: u64,
    /// What those are called that count and do not open, and why they do not.
    pub unopened: Vec<(String, Error)>,
}

impl SigningKeys {
    /// Every key and what it is good for, by when it signs.
    pub fn list(&self, now: Timestamp) -> Result<Vec<(StoredSigningKey, KeyState)>> {
        let stored = self.store.signing_keys()?;
        let states = states(&stored, now);
        Ok(stored.into_iter().zip(states).collect())
    }

    /// Carries the schedule out, with what is `wanted` beside it, and lists the keys that were made.
    pub fn rotate(&self, wanted: Wanted, now: Timestamp) -> Result<Vec<StoredSigningKey>> {
        let before = self.store.signing_keys()?;
        // who cannot open what counts holds the wrong encryption key, and must not seal another under it
        self.open_all(&before, now)?;
        let after = self.carry_out(wanted, now)?;
        Ok(after.into_iter().filter(|key| !before.iter().any(|known| known.id == key.id)).collect())
    }

    /// Seals each key that counts with the newest encryption key, if another one sealed it.
    pub fn reseal(&self, now: Timestamp) -> Result<ResealedKeys> {
        let newest = self.sealer.newest_key_id()?;
        let mut done = ResealedKeys::default();
        for key in self.store.signing_keys()? {
            if key.private_key.key_id == newest || !counts(&key, now) {
                continue;
            }
            match self.sealer.open(&key.private_key, &key.place()) {
                Ok(private) => {
                    let resealed = self.sealer.seal(&private, &key.place())?;
                    done.keys += u64::from(self.store.reseal_signing_key(&key, &resealed)?);
                }
                Err(reason) => done.unopened.push((key.id, reason)),
            }
        }
        Ok(done)
    }

    /// Those that count, opened, after the schedule was carried out.
    pub(super) fn read(&self, now: Timestamp) -> Result<Vec<OwnKey>> {
        let stored = self.store.signing_keys()?;
        let opened = self.open_all(&stored, now)?;
        if plan(&stored, now, Wanted::InTime)?.is_empty() {
            return Ok(opened);
        }
        self.open_all(&self.carry_out(Wanted::InTime, now)?, now)
    }

    /// Plans anew while others may not: of replicas that saw the same need, the first one meets it.
    fn carry_out(&self, wanted: Wanted, now: Timestamp) -> Result<Vec<StoredSigningKey>> {
        self.store.change_signing_keys(|keys| {
            let change = |step| match step {
                Step::Make(from) => self.make(from).map(KeyChange::Add),
                Step::Retire(id, at) => Ok(KeyChange::Retire(id, at)),
                Step::Forget(id) => Ok(KeyChange::Forget(id)),
            };
            plan(keys, now, wanted)?.into_iter().map(change).collect()
        })
    }

    /// What is retired is of no use and may be under a key that is gone.
    fn open_all(&self, stored: &[StoredSigningKey], now: Timestamp) -> Result<Vec<OwnKey>> {
        stored.iter().filter(|key| counts(key, now)).map(|key| self.open(key)).collect()
    }

    fn make(&self, active_from: Timestamp) -> Result<StoredSigningKey> {
        let failed = |_| Error::internal("no signing key could be made");
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?;
        let private = pair.to_pkcs8v1().map_err(failed)?;
        let name = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, private.as_ref());
        let id = format!("{KEY_NAME}{}", data_encoding::HEXLOWER.encode(name.as_ref().get(..8).unwrap_or_default()));
        let unsealed = Sealed { key_id: String::new(), bytes: Vec::new() };
        let mut key = StoredSigningKey { id, private_key: unsealed, active_from, retires_at: None };
        key.private_key = self.sealer.seal(private.as_ref(), &key.place())?;
        Ok(key)
    }

    fn open(&self, key: &StoredSigningKey) -> Result<OwnKey> {
        let private = self.sealer.open(&key.private_key, &key.place())?;
        let private = EncodingKey::from_ec_der(&private);
        let mut published = Jwk::from_encoding_key(&private, Algorithm::ES256).map_err(Error::internal)?;
        published.common.key_id = Some(key.id.clone());
        published.common.public_key_use = Some(PublicKeyUse::Signature);
        let public = DecodingKey::from_jwk(&published).map_err(Error::internal)?;
        let (active_from, retires_at) = (key.active_from, key.retires_at);
        Ok(OwnKey { id: key.id.clone(), active_from, retires_at, private, public, published })
    }
}
