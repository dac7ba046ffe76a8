//! Refresh tokens.

use jiff::Timestamp;

use super::MfaSession;
use crate::model::opaque_token::OpaqueToken;

/// A session's refresh token.
pub type RefreshToken = OpaqueToken;

/// What a verification or a refresh issues: a full-access token and a refresh token.
pub struct Grant {
    /// The session.
    pub session: MfaSession,
    /// The full-access token.
    pub full_access_token: String,
    /// When the full-access token expires.
    pub expires_at: Timestamp,
    /// The refresh token. It is used once.
    pub refresh_token: RefreshToken,
}
