//! Sets up a passkey.

use std::sync::Arc;

use crate::model::audit::Event;
use crate::model::authenticator::{
    Authenticator, AuthenticatorName, Ceremony, CeremonyPurpose, MOST_PASSKEYS, UserHandle,
};
use crate::model::identity::{Actor, Method};
use crate::model::membership::Permission;
use crate::model::rule::Rule;
use crate::ports::{Clock, PasskeyHolder, Random, RegistrationOptions, RelyingParty, RelyingPartyName, Store};
use crate::use_cases::acting::caller_of;
use crate::use_cases::authenticator::enrolment::EnrolmentMailer;
use crate::use_cases::authenticator::{Binder, account_of};
use crate::use_cases::authorize::authorized_write;
use crate::use_cases::caller_state::{CallerState, Confirms};
use crate::{Error, Result};

/// Gives the caller a challenge to register another passkey with, within five minutes and in this session. For every
/// member, in a verified session once an authenticator is active.
pub struct SetUpPasskey {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of randomness.
    pub random: Arc<dyn Random>,
    /// The WebAuthn relying party; `None` if the installation has no passkeys.
    pub relying_party: Option<Arc<dyn RelyingParty>>,
    /// Mails codes that confirm the enrolment; `None` if the installation sends no mail.
    pub mailer: Option<EnrolmentMailer>,
}

/// The options for a browser to register a passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeySetup {
    /// The challenge and the options.
    pub registration: RegistrationOptions,
    /// The WebAuthn relying party; `None` if the installation has no passkeys.
    pub relying_party: RelyingPartyName,
    /// The holder of the passkey.
    pub holder: PasskeyHolder,
}

impl SetUpPasskey {
    /// Begins the registration of a passkey of this name.
    pub fn execute(&self, actor: &Actor, name: AuthenticatorName) -> Result<PasskeySetup> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        let relying_party = self.relying_party.as_deref();
        let mut fresh = UserHandle::default();
        self.random.fill(&mut fresh)?;
        authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
            let state = CallerState::load(tx, acting, now)?;
            let relying_party = relying_party.ok_or(Error::RuleBroken(Rule::MethodUnavailable))?;
            Binder::Caller(&state).may_bind(Method::Passkey, Confirms::Another)?;
            let passkeys: Vec<_> = state.authenticators.iter().filter_map(Authenticator::passkey).collect();
            if passkeys.len() >= MOST_PASSKEYS {
                return Err(Error::RuleBroken(Rule::TooManyPasskeys));
            }
            let user_handle = passkeys.first().map_or(fresh, |passkey| passkey.user_handle);
            let holder = PasskeyHolder { user_handle, user_name: account_of(caller, &state.membership) };
            let registration = relying_party.begin_registration(&holder, &passkeys)?;
            let ceremony = Ceremony {
                subject: caller.subject.clone(),
                session: state.session.clone(),
                purpose: CeremonyPurpose::Register { name, user_handle },
                challenge: registration.challenge.clone(),
                state: registration.state.clone(),
                expires_at: Ceremony::expires_at(now)?,
            };
            tx.ceremonies().put(&acting.organization.id, &ceremony)?;
            acting.record(tx, now, &Event::AuthenticatorSetUp(caller.subject.clone(), Method::Passkey))?;
            if let Some(mailer) = &self.mailer {
                mailer.offer_code(tx, acting, &state, Method::Passkey, now)?;
            }
            Ok(PasskeySetup { registration, relying_party: relying_party.name(), holder })
        })
    }
}
