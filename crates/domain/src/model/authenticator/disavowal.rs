//! Tokens by which a member disavows an authenticator.

use jiff::{SignedDuration, Timestamp};

use crate::model::identity::{AuthenticatorId, SubjectId};
use crate::model::sealed::Digest;

/// The token in the notice about a new authenticator, as it is stored: with its digest only. It counts once, and only
/// against that authenticator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disavowal {
    /// The member.
    pub subject: SubjectId,
    /// The authenticator.
    pub authenticator: AuthenticatorId,
    /// The digest of the token.
    pub digest: Digest,
    /// When the token expires.
    pub expires_at: Timestamp,
}

impl Disavowal {
    /// The lifetime of a token.
    pub const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);
}
