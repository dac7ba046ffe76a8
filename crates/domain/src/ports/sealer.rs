//! The port that encrypts and digests secrets.

use crate::model::sealed::{Digest, KeyedDigest, Sealed, Secret};

use crate::{Error, Result};

/// Encrypts, decrypts and digests with keys that are outside the store.
pub trait Sealer: Send + Sync {
    /// Encrypts a secret with the newest key and authenticates `place` with it: a value that is moved to another place
    /// does not open.
    fn seal(&self, secret: &[u8], place: &str) -> Result<Sealed>;

    /// Decrypts a secret with the key that sealed it. A missing key and a moved or changed value are errors.
    fn open(&self, sealed: &Sealed, place: &str) -> Result<Secret>;

    /// Returns the HMAC-SHA-256 of a value with each form of each configured key, newest first. Each `purpose` has its own derived key.
    fn digests(&self, purpose: &str, value: &[u8]) -> Result<Vec<Digest>>;

    /// Returns the ids of the configured keys, newest first. A key may have several forms, each with an id of its own.
    fn key_ids(&self) -> Vec<String>;

    /// Writes new values in the form of the installation's stored ones, which are `sealed_by` these keys: processes of an
    /// earlier version may run beside this one until the installation has changed.
    fn follow(&self, sealed_by: &[&str]) {
        let _ = sealed_by;
    }
}

impl dyn Sealer + '_ {
    /// Returns the id of the key that seals.
    pub fn newest_key_id(&self) -> Result<String> {
        self.key_ids().into_iter().next().ok_or_else(|| Error::internal("no key to seal with"))
    }

    /// Returns the digest with the newest key: the one to store.
    pub fn digest(&self, purpose: &str, value: &[u8]) -> Result<KeyedDigest> {
        let digest = self.digests(purpose, value)?.into_iter().next();
        let digest = digest.ok_or_else(|| Error::internal("no key to digest with"))?;
        Ok(KeyedDigest { key_id: self.newest_key_id()?, digest })
    }
}
