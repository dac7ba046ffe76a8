//! What a logout token of the identity provider says.

use jiff::Timestamp;

#[cfg(feature = "testing")]
use super::MfaSession;
use crate::model::identity::SubjectId;
use crate::model::sealed::KeyedDigest;

/// A verified logout token (OpenID Connect Back-Channel Logout 1.0, section 2.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutToken {
    /// Its id (`jti`), which is used once.
    pub id: String,
    /// Who or what is logged out.
    pub target: LogoutTarget,
    /// When it was issued (`iat`).
    pub issued_at: Timestamp,
    /// When it expires (`exp`).
    pub expires_at: Timestamp,
}

/// Who or what a logout token logs out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogoutTarget {
    /// One session of the provider, and its subject if the token names one.
    Session {
        /// The session (`sid`).
        session: String,
        /// The subject (`sub`).
        subject: Option<SubjectId>,
    },
    /// Every session of a subject up to the time of issue.
    Subject(SubjectId),
}

/// Which sessions of a member a logout ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoutScope<'a> {
    /// Those that began in this session of the provider.
    Session(&'a str),
    /// Those whose login is not later, or of unknown time.
    Until(Timestamp),
}

impl LogoutScope<'_> {
    /// Whether it ends this session.
    #[cfg(feature = "testing")]
    pub(crate) fn ends(self, session: &MfaSession) -> bool {
        match self {
            Self::Session(ended) => session.provider_session.as_deref() == Some(ended),
            Self::Until(until) => session.login_at.is_none_or(|login| login <= until),
        }
    }
}

/// A logout to store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logout {
    /// The digest of the session or the subject.
    pub digest: KeyedDigest,
    /// When the logout token was issued.
    pub at: Timestamp,
    /// Until when it is stored.
    pub expires_at: Timestamp,
}
