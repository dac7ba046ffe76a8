//! Binds a pending setup, a link or a count to a session.

use derive_more::Display;

use super::MfaSession;
use crate::model::identity::Caller;

/// The session in which a member began a setup, and the only one in which it can be finished: the identity provider's
/// session if the token names one, else ours. Tokens that name neither share the one unnamed session.
#[derive(Debug, Display, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionBinding(String);

impl SessionBinding {
    /// The binding of a caller. `ours` is the session of a full-access token; it is bound to the provider's session in which
    /// it began, so that either token can finish what the other began.
    pub(crate) fn of(caller: &Caller, ours: Option<&MfaSession>) -> Self {
        let began_in = ours.and_then(|session| session.provider_session.as_ref());
        let own = caller.mfa_session.map(|id| format!("own {id}"));
        let provider = began_in.or(caller.authentication.session.as_ref()).map(|session| format!("provider {session}"));
        Self(provider.or(own).unwrap_or_default())
    }

    /// The session of a caller for counters and limits alone, as [`of`](Self::of) has it. A token that names no session is
    /// a session of its own, which carries no evidence.
    pub fn for_counting(caller: &Caller, ours: Option<&MfaSession>) -> Self {
        let session = Self::of(caller, ours);
        if session.0.is_empty() { Self(caller.token.to_string()) } else { session }
    }

    /// The session of the identity provider, if it is one.
    pub fn provider_session(&self) -> Option<&str> {
        self.0.strip_prefix("provider ")
    }

    /// The id of the session of ours, if it is one.
    pub fn own_session(&self) -> Option<&str> {
        self.0.strip_prefix("own ")
    }

    /// Whether the evidence of `session` belongs to the session that is bound.
    pub(crate) fn is_of(&self, session: &MfaSession) -> bool {
        match (self.provider_session(), self.own_session()) {
            (Some(provider_session), _) => session.provider_session.as_deref() == Some(provider_session),
            (None, Some(own)) => session.id.to_string() == own,
            (None, None) => false,
        }
    }

    /// Restores a stored binding.
    pub fn restore(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::Result;
    use crate::model::identity::{Method, OrganizationId, SubjectId};
    use crate::model::membership::Role;
    use crate::ports::Store;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::verify_in_session;

    #[test]
    fn session_is_the_providers_or_ours() -> Result<()> {
        let store: &dyn Store = &MemoryStore::default();
        an_organization("acme").with_member("alice", Role::User).save(store)?;
        let id = verify_in_session(store, "acme", "alice", "s1", Method::Totp, Timestamp::UNIX_EPOCH)?;
        let (acme, subject) = (OrganizationId::parse("acme")?, SubjectId::parse("alice")?);
        let ours = store.read(|tx| tx.sessions().find(&acme, &subject, id))?;
        let unbound = ours.clone().map(|ours| MfaSession { provider_session: None, ..ours });
        let alice = a_caller("alice");
        for (caller, ours, text) in [
            (alice.clone(), None, String::new()),
            (alice.clone().in_session("s1"), None, "provider s1".to_owned()),
            // either token finishes what the other began
            (alice.clone().in_our_session(id), ours.as_ref(), "provider s1".to_owned()),
            (alice.clone().in_our_session(id), unbound.as_ref(), format!("own {id}")),
            // no session of the provider can be named like one of ours
            (alice.in_session(&format!("own {id}")), None, format!("provider own {id}")),
        ] {
            let binding = SessionBinding::of(&caller.clone().build(), ours);
            assert_eq!(binding.as_str(), text);
            assert_eq!(SessionBinding::restore(binding.as_str()), binding);
            let counted = SessionBinding::for_counting(&caller.build(), ours);
            assert_eq!(counted.as_str(), if text.is_empty() { "token token-1" } else { &*text });
        }
        Ok(())
    }
}
