//! MFA sessions: which method was used, when, in which session.

use jiff::Timestamp;

use crate::model::identity::{Audience, AuthenticatorId, CopiedClaims, Method, SessionId, SubjectId};
use crate::model::sealed::Digest;

/// A session in which a member verified, bound to the identity provider's session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MfaSession {
    /// The id.
    pub id: SessionId,
    /// The member.
    pub subject: SubjectId,
    /// The identity provider's session. Without one, only a token of ours refers to this session.
    pub provider_session: Option<String>,
    /// The method that was used.
    pub method: Method,
    /// The authenticator; `None` for a recovery code.
    pub authenticator: Option<AuthenticatorId>,
    /// The time of use. Refreshing never moves it; confirming another authenticator in the session does.
    pub verified_at: Timestamp,
    /// The audience of the first token, which its own tokens never exceed; `None` if a version began the session that did
    /// not store it.
    pub audience: Option<Audience>,
    /// When the subject logged in at the identity provider, as far as the token said.
    pub login_at: Option<Timestamp>,
    /// When the provider's session ends at the latest, and this one with it.
    pub expires_at: Option<Timestamp>,
    /// The claims of the first token that its own tokens copy.
    pub copied: Option<CopiedClaims>,
    /// When the session ended.
    pub ended_at: Option<Timestamp>,
    /// The state of its refresh tokens.
    pub refresh: RefreshState,
}

/// The digests of a session's refresh tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshState {
    /// The current token.
    pub current: Digest,
    /// The previous token.
    pub previous: Option<Digest>,
    /// When the current token was issued.
    pub rotated_at: Timestamp,
}
