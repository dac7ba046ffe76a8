//! How a caller authenticated at the identity provider, according to the token.

use jiff::Timestamp;

use super::AssuranceLevel;

/// The authentication that a token describes. An absent claim means the weakest: nothing is concluded from an absence
/// (OpenID Connect Core 1.0, section 2; RFC 8176, section 3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authentication {
    /// The provider's session (`sid`), to which evidence is bound.
    pub session: Option<String>,
    /// When the subject last authenticated actively (`auth_time`).
    pub auth_time: Option<Timestamp>,
    /// When the provider's session ends at the latest (`session_expiry`).
    pub session_expires_at: Option<Timestamp>,
    /// The assurance level by the operator's mapping of `acr` and `amr`. Tokens of ours have none: their evidence is stored.
    pub level: Option<AssuranceLevel>,
}
