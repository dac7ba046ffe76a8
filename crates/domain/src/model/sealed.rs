//! Secrets and digests as they are stored.

use zeroize::Zeroizing;

/// Bytes that are wiped when they are dropped. Not shown by anything.
pub type Secret = Zeroizing<Vec<u8>>;

/// A secret as it is kept: useless without the key that is outside of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Which key sealed it.
    pub key_id: String,
    /// Nonce, ciphertext and tag.
    pub bytes: Vec<u8>,
}

/// A value as it can be looked up but never read back.
pub type Digest = [u8; 32];

/// A digest, and which key made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedDigest {
    /// The key.
    pub key_id: String,
    /// The digest.
    pub digest: Digest,
}
