//! The port that generates random bytes.

use crate::Result;

/// Generates cryptographically strong random bytes. Secrets and ids both use it, so that a seeded test run is
/// reproducible.
pub trait Random: Send + Sync {
    /// Fills `bytes`, or fails; never falls back to a weaker source.
    fn fill(&self, bytes: &mut [u8]) -> Result<()>;
}
