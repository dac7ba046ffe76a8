//! To which session something that is under way belongs.

use derive_more::Display;

use crate::identity::Caller;
use crate::session::MfaSession;

/// The session in which a member began something, and in which alone they can finish it: the identity provider's, where
/// the token tells one, or else our own. Tokens that tell of neither are all of the one session without a name.
#[derive(Debug, Display, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionBinding(String);

impl SessionBinding {
    /// Where a caller is. `ours` is the session that their full-access token is of; it is bound to the provider's session
    /// in which it began, so that either token can finish what the other began.
    pub(super) fn of(caller: &Caller, ours: Option<&MfaSession>) -> Self {
        let began_in = ours.and_then(|session| session.provider_session.as_ref());
        let own = caller.mfa_session.map(|id| format!("own {id}"));
        let provider = began_in.or(caller.authentication.session.as_ref()).map(|session| format!("provider {session}"));
        Self(provider.or(own).unwrap_or_default())
    }

    /// The one that was kept so.
    pub fn restore(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// As it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
