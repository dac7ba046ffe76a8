//! The port that stores the keys of our own tokens.

use crate::Result;
use crate::model::sealed::Sealed;
use jiff::Timestamp;

/// A key that signs our own tokens, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// The `kid`.
    pub id: String,
    /// The sealed private key.
    pub private_key: Sealed,
    /// When the key starts to sign. It is published earlier.
    pub active_from: Timestamp,
    /// When the key stops to verify.
    pub retires_at: Option<Timestamp>,
}

impl SigningKey {
    /// Returns the place that the private key is sealed for: copied into another row, it does not open.
    pub fn place(&self) -> String {
        format!("signing key {}", self.id)
    }

    /// Whether the key signs or verifies at `now`, or will later.
    pub fn is_usable(&self, now: Timestamp) -> bool {
        self.retires_at.is_none_or(|at| now < at)
    }
}

/// One change to the signing keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SigningKeyChange {
    /// Stores a new key.
    Insert(SigningKey),
    /// Sets when the key of this id stops to verify.
    Retire(String, Timestamp),
    /// Deletes the key of this id.
    Delete(String),
}

/// Computes the changes to make to the stored keys.
pub type SigningKeyPlan<'a> = dyn Fn(&[SigningKey]) -> Result<Vec<SigningKeyChange>> + 'a;

/// Stores the signing keys, which all replicas share. Each method is a transaction of its own.
pub trait SigningKeyRepository: Send + Sync {
    /// Returns every key, ordered by when it starts to sign and by id.
    fn list(&self) -> Result<Vec<SigningKey>>;

    /// Passes the stored keys to `plan` while no other process can change them, makes its changes and returns the keys
    /// afterwards. An error of `plan` changes nothing.
    fn change(&self, plan: &SigningKeyPlan<'_>) -> Result<Vec<SigningKey>>;

    /// Replaces the sealed private key of `read`, if it is still what was read. Returns whether it was.
    fn reseal(&self, read: &SigningKey, resealed: &Sealed) -> Result<bool>;
}
