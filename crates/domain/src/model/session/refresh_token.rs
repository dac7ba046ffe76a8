//! Tokens that keep a session alive.

use jiff::Timestamp;

use super::MfaSession;
use crate::model::opaque_token::OpaqueToken;

/// The token of a session.
pub type RefreshToken = OpaqueToken;

/// What a member has after proving, or after refreshing: a session, its full-access token, and what refreshes it.
pub struct Grant {
    /// The session.
    pub session: MfaSession,
    /// The token to go on with.
    pub full_access_token: String,
    /// When that one ends.
    pub expires_at: Timestamp,
    /// The token to get the next one with. Used once.
    pub refresh_token: RefreshToken,
}
