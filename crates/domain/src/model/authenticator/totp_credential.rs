//! Credentials of one-time passwords.

use crate::model::identity::{AuthenticatorId, OrganizationId, SubjectId};
use crate::model::sealed::Sealed;

/// A sealed secret and the last accepted time step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotpCredential {
    /// The secret.
    pub secret: Sealed,
    /// The highest accepted time step. Neither it nor an earlier one is accepted again.
    pub last_step: Option<u64>,
}

impl TotpCredential {
    /// The place that the secret is bound to: moved to another row, it does not open.
    pub fn place(organization: &OrganizationId, subject: &SubjectId, id: AuthenticatorId) -> String {
        format!("totp {organization} {subject} {id}")
    }
}
