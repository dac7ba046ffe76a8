//! Whether a caller may still send wrong proofs.

use jiff::SignedDuration;

use crate::{Error, Result};

/// Whether a proof is within the rate of its caller's requests. A right one is accepted in either case: an
/// attacker who knows the member's password shares the member's rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofRate {
    /// Within the rate: a wrong proof is counted for the audit log.
    Within,
    /// Beyond the rate, for this long: a wrong proof is rejected with [`Error::RateLimited`] and leaves nothing but the
    /// counts of attempts, and the alarms about them.
    Exceeded(SignedDuration),
}

impl ProofRate {
    /// Rejects a wrong proof beyond the rate.
    pub(crate) fn require(self) -> Result<()> {
        match self {
            Self::Within => Ok(()),
            Self::Exceeded(pause) => Err(Error::RateLimited(pause)),
        }
    }
}
