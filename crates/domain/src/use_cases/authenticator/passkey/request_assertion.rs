//! Requests an assertion of a passkey.

use std::sync::Arc;

use crate::model::authenticator::{Authenticator, Ceremony, CeremonyPurpose};
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::model::rule::Rule;
use crate::model::session::SessionBinding;
use crate::ports::{AssertionOptions, Clock, RelyingParty, Store};
use crate::use_cases::acting::caller_of;
use crate::use_cases::authorize::authorized_write;
use crate::use_cases::caller_state::CallerState;
use crate::{Error, Result};

/// Gives the caller a challenge for one of their passkeys, to be answered within five minutes and in this session with
/// [`VerifyLogin`](crate::use_cases::authenticator::VerifyLogin). A token that names no session is answered with by itself: a
/// challenge for another one would replace it otherwise.
pub struct RequestAssertion {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The WebAuthn relying party; `None` if the installation has no passkeys.
    pub relying_party: Option<Arc<dyn RelyingParty>>,
}

impl RequestAssertion {
    /// The options for the browser. An error if the caller has no active passkey.
    pub fn execute(&self, actor: &Actor) -> Result<AssertionOptions> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
            let state = CallerState::load(tx, acting, now)?;
            let passkeys: Vec<_> = state.active().filter_map(Authenticator::passkey).collect();
            if passkeys.is_empty() {
                return Err(Error::RuleBroken(Rule::NotConfigured));
            }
            let relying_party = self.relying_party.as_ref().ok_or(Error::RuleBroken(Rule::MethodUnavailable))?;
            let options = relying_party.begin_assertion(&passkeys)?;
            let ceremony = Ceremony {
                subject: caller.subject.clone(),
                session: SessionBinding::for_counting(caller, acting.own_session.as_ref()),
                purpose: CeremonyPurpose::Assert,
                challenge: options.challenge.clone(),
                state: options.state.clone(),
                expires_at: Ceremony::expires_at(now)?,
            };
            tx.ceremonies().put(&acting.organization.id, &ceremony)?;
            Ok(options)
        })
    }
}
