//! How a caller authenticated at the identity provider, as its token tells.

use jiff::Timestamp;

use super::AssuranceLevel;

/// What the token says of the authentication behind it. Absent claims mean the weakest: nothing is ever concluded from
/// what is not there (OpenID Connect Core 1.0, section 2; RFC 8176, section 3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authentication {
    /// The provider's session (`sid`), to which evidence is bound.
    pub session: Option<String>,
    /// The methods that were used (`amr`), in the provider's words.
    pub amr: Vec<String>,
    /// The class of the authentication (`acr`), in the provider's words.
    pub acr: Option<String>,
    /// When the subject last authenticated actively (`auth_time`).
    pub auth_time: Option<Timestamp>,
    /// What `acr` and `amr` amount to by the operator's mapping. Our own tokens have none: what they tell of is kept here.
    pub level: Option<AssuranceLevel>,
}
