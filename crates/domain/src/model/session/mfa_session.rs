//! Evidence: which method was used, when, in which session.

use jiff::Timestamp;

use crate::model::identity::{AuthenticatorId, CopiedClaims, Method, SessionId, SubjectId};
use crate::model::sealed::Digest;

/// That a member used an authenticator, bound to the identity provider's session in which they did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MfaSession {
    /// Its name.
    pub id: SessionId,
    /// Who.
    pub subject: SubjectId,
    /// In which session of the identity provider. Without one, nothing but our own token can refer to it.
    pub provider_session: Option<String>,
    /// What was used.
    pub method: Method,
    /// Which one; `None` for a recovery code.
    pub authenticator: Option<AuthenticatorId>,
    /// When. Never moves.
    pub verified_at: Timestamp,
    /// What of the token in which it began its own tokens repeat.
    pub copied: Option<CopiedClaims>,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
    /// How it is kept alive.
    pub refresh: RefreshState,
}

/// What is known of a session's refresh tokens: digests alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshState {
    /// Of the one that counts.
    pub current: Digest,
    /// Of the one before it.
    pub previous: Option<Digest>,
    /// When the current one took its place, or the session began.
    pub rotated_at: Timestamp,
}
