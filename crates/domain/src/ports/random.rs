//! The only way to random bytes.

use crate::Result;

/// A source of cryptographically strong random bytes. Secrets and ids draw from it alike, so that a seeded run is the
/// same run every time.
pub trait Random: Send + Sync {
    /// Fills `bytes`, or fails: there is no weaker second source.
    fn fill(&self, bytes: &mut [u8]) -> Result<()>;
}
