//! The port that keeps secrets readable for us alone.

use crate::model::sealed::{Digest, KeyedDigest, Sealed, Secret};

use crate::{Error, Result};

/// Seals, opens and digests under keys that are not in the store.
pub trait Sealer: Send + Sync {
    /// Seals a secret with an authenticated cipher under the newest key, bound to `place`: what was sealed for one place
    /// opens in no other.
    fn seal(&self, secret: &[u8], place: &str) -> Result<Sealed>;

    /// Opens it again, with whichever key sealed it. A missing key, a moved or a changed value is an error.
    fn open(&self, sealed: &Sealed, place: &str) -> Result<Secret>;

    /// HMAC-SHA-256 of a value under a key of its own for `purpose`, one for each key that is known, the newest first.
    fn digests(&self, purpose: &str, value: &[u8]) -> Result<Vec<Digest>>;

    /// What the keys that are known are called, the newest first.
    fn key_ids(&self) -> Vec<String>;
}

impl dyn Sealer + '_ {
    /// What the key is called that seals.
    pub fn newest_key_id(&self) -> Result<String> {
        self.key_ids().into_iter().next().ok_or_else(|| Error::internal("no key to seal with"))
    }

    /// The digest under the newest key: the one to keep.
    pub fn digest(&self, purpose: &str, value: &[u8]) -> Result<KeyedDigest> {
        let digest = self.digests(purpose, value)?.into_iter().next();
        let digest = digest.ok_or_else(|| Error::internal("no key to digest with"))?;
        Ok(KeyedDigest { key_id: self.newest_key_id()?, digest })
    }
}
