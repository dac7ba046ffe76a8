//! A member begins to register a passkey.

use std::sync::Arc;

use crate::error::Rule;
use crate::model::audit::Event;
use crate::model::authenticator::{
    Authenticator, AuthenticatorName, Ceremony, CeremonyPurpose, MOST_PASSKEYS, UserHandle,
};
use crate::model::identity::{Actor, Method};
use crate::model::membership::Permission;
use crate::ports::{Clock, PasskeyHolder, Random, RegistrationOptions, RelyingParty, RelyingPartyName, Store};
use crate::use_cases::authenticator::account_of;
use crate::use_cases::authorize::authorized;
use crate::use_cases::caller_state::{CallerState, caller_of};
use crate::use_cases::record::record;
use crate::{Error, Result};

/// Gives the member a challenge to register a passkey with, within five minutes and in this session, beside the passkeys
/// that they have. For every member, once their session has passed the second factor if they have one.
pub struct SetUpPasskey {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// Until when it can be answered.
    pub clock: Arc<dyn Clock>,
    /// Where the holder's handle comes from.
    pub random: Arc<dyn Random>,
    /// Who makes the challenge; nobody, where the installation has no passkeys.
    pub relying_party: Option<Arc<dyn RelyingParty>>,
}

/// What a browser needs to register a passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeySetup {
    /// The challenge and the options.
    pub registration: RegistrationOptions,
    /// For whom.
    pub relying_party: RelyingPartyName,
    /// Of whom.
    pub holder: PasskeyHolder,
}

impl SetUpPasskey {
    /// Begins for the caller; `name` is what the passkey is to be called.
    pub fn execute(&self, actor: &Actor, name: AuthenticatorName) -> Result<PasskeySetup> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        let relying_party = self.relying_party.as_deref();
        let mut fresh = UserHandle::default();
        self.random.fill(&mut fresh)?;
        authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
            let caller_state = CallerState::load(tx, caller, &organization, now)?;
            let allowed = organization.policy.methods().contains(Method::Passkey.counts_as());
            let unavailable = Error::RuleBroken(Rule::MethodUnavailable);
            let relying_party = relying_party.filter(|_| allowed).ok_or(unavailable)?;
            caller_state.require_verified()?;
            let held: Vec<_> = caller_state.authenticators.iter().filter_map(Authenticator::passkey).collect();
            if held.len() >= MOST_PASSKEYS {
                return Err(Error::RuleBroken(Rule::TooManyPasskeys));
            }
            let user_handle = held.first().map_or(fresh, |passkey| passkey.user_handle);
            let holder = PasskeyHolder { user_handle, user_name: account_of(caller, &caller_state.membership) };
            let registration = relying_party.begin_registration(&holder, &held)?;
            let ceremony = Ceremony {
                subject: caller.subject.clone(),
                session: caller_state.session.clone(),
                purpose: CeremonyPurpose::Register { name, user_handle },
                challenge: registration.challenge.clone(),
                state: registration.state.clone(),
                expires_at: Ceremony::expires_at(now)?,
            };
            tx.ceremonies().put(&organization.id, &ceremony)?;
            record(tx, actor, &organization, now, &Event::AuthenticatorSetUp(caller.subject.clone(), Method::Passkey))?;
            Ok(PasskeySetup { registration, relying_party: relying_party.name(), holder })
        })
    }
}
