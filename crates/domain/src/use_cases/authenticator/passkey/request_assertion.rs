//! A member is about to use a passkey.

use std::sync::Arc;

use crate::error::Rule;
use crate::model::authenticator::{Authenticator, Ceremony, CeremonyPurpose};
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::ports::{AssertionOptions, Clock, RelyingParty, Store};
use crate::use_cases::authorize::authorized;
use crate::use_cases::caller_state::{CallerState, caller_of};
use crate::{Error, Result};

/// Gives the caller a challenge to use one of their passkeys on, within five minutes and in this session, with
/// [`VerifyLogin`](crate::use_cases::authenticator::VerifyLogin).
pub struct RequestAssertion {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// Until when it can be answered.
    pub clock: Arc<dyn Clock>,
    /// Who makes the challenge; nobody, where the installation has no passkeys.
    pub relying_party: Option<Arc<dyn RelyingParty>>,
}

impl RequestAssertion {
    /// The options for the browser. Refused for who has no passkey that counts.
    pub fn execute(&self, actor: &Actor) -> Result<AssertionOptions> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
            let caller_state = CallerState::load(tx, caller, &organization, now)?;
            let held: Vec<_> = caller_state.active().filter_map(Authenticator::passkey).collect();
            if held.is_empty() {
                return Err(Error::RuleBroken(Rule::NotConfigured));
            }
            let relying_party = self.relying_party.as_ref().ok_or(Error::RuleBroken(Rule::MethodUnavailable))?;
            let options = relying_party.begin_assertion(&held)?;
            let ceremony = Ceremony {
                subject: caller.subject.clone(),
                session: caller_state.session.clone(),
                purpose: CeremonyPurpose::Assert,
                challenge: options.challenge.clone(),
                state: options.state.clone(),
                expires_at: Ceremony::expires_at(now)?,
            };
            tx.ceremonies().put(&organization.id, &ceremony)?;
            Ok(options)
        })
    }
}
