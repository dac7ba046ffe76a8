//! Why a caller acts in no organization.

use derive_more::Display;

/// Why a caller acts in no organization.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq)]
pub enum NoOrganization {
    /// No membership in the organization that the token names, or none at all.
    #[display("the subject belongs to no organization that this token names")]
    NotAssociated,
    /// The token names no organization and the subject has entered more than one.
    #[display("the subject has entered several organizations and the token names none")]
    Ambiguous,
}
