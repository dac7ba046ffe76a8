//! The key of the facts about a caller.

use std::hash::{Hash, Hasher};

use crate::model::identity::SessionId;
use crate::model::identity::{Caller, LogoutKeys, OrganizationId, SubjectId};

/// Identifies the facts about a caller: callers with the same key have the same facts, whatever their tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallerKey {
    /// The organization that the token names. Without one, the caller acts in the organization that the subject
    /// entered.
    pub organization: Option<OrganizationId>,
    /// The subject of the token.
    pub subject: SubjectId,
    /// The session of the token.
    pub session: CallerSession,
    /// The digests by which logouts of subject and session are found. Both determine them.
    pub logout_keys: LogoutKeys,
}

impl Hash for CallerKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.organization, &self.subject, &self.session).hash(state);
    }
}

/// The session of a token, to which evidence is bound.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CallerSession {
    /// An MFA session, of which the token is a full-access token.
    Own(SessionId),
    /// A session of the identity provider.
    Provider(String),
    /// The token names no session.
    None,
}

impl From<&Caller> for CallerKey {
    fn from(caller: &Caller) -> Self {
        let session = match (caller.mfa_session, &caller.authentication.session) {
            (Some(own), _) => CallerSession::Own(own),
            (None, Some(provider)) => CallerSession::Provider(provider.clone()),
            (None, None) => CallerSession::None,
        };
        let (organization, subject) = (caller.organization.clone(), caller.subject.clone());
        Self { organization, subject, session, logout_keys: caller.login.keys.clone() }
    }
}
