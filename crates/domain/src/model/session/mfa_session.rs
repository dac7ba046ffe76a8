//! Evidence: which method was used, when, in which session.

use derive_more::Display;
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::identity::{AuthenticatorId, CopiedClaims, Method, SubjectId};
use crate::model::sealed::Digest;
use crate::ports::Random;
use crate::{Error, Result};

/// Names a session of ours: a UUID of version 7.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(Uuid);

impl SessionId {
    /// A new one.
    pub fn new(now: Timestamp, random: &dyn Random) -> Result<Self> {
        crate::model::identity::new_uuid(now, random).map(Self)
    }

    /// The one that is written so.
    pub fn parse(text: &str) -> Result<Self> {
        Uuid::parse_str(text).map(Self).map_err(|_| Error::invalid("id", "must be a UUID"))
    }
}

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
    /// The time of use. Refreshing never moves it; confirming another authenticator in the session does.
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
