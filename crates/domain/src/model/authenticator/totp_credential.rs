//! What is kept of a one-time password.

use crate::model::identity::{AuthenticatorId, OrganizationId, SubjectId};
use crate::model::sealed::Sealed;

/// A sealed secret, and how far its codes are used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotpCredential {
    /// The secret.
    pub secret: Sealed,
    /// The highest time step that was accepted. Neither it nor an earlier one is accepted again.
    pub last_step: Option<u64>,
}

impl TotpCredential {
    /// To what the secret is bound: moved to another row, it does not open.
    pub fn place(organization: &OrganizationId, subject: &SubjectId, id: AuthenticatorId) -> String {
        format!("totp {organization} {subject} {id}")
    }
}
