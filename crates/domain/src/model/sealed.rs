//! Secrets and digests as they are stored.

use zeroize::Zeroizing;

/// Bytes that are wiped when they are dropped.
pub type Secret = Zeroizing<Vec<u8>>;

/// An encrypted secret, as it is stored: useless without the key, which is kept outside the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The id of the key that sealed it.
    pub key_id: String,
    /// Nonce, ciphertext and tag.
    pub bytes: Vec<u8>,
}

/// A keyed digest: a value can be looked up by it, and not read back.
pub type Digest = [u8; 32];

/// A digest and the id of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedDigest {
    /// The id of the key.
    pub key_id: String,
    /// The digest.
    pub digest: Digest,
}
