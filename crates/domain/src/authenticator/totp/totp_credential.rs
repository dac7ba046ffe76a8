//! What is kept of a one-time password.

use crate::sealing::Sealed;

/// A sealed secret, and how far its codes are used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotpCredential {
    /// The secret.
    pub secret: Sealed,
    /// The highest time step that was accepted. Neither it nor an earlier one is accepted again.
    pub last_step: Option<u64>,
}
