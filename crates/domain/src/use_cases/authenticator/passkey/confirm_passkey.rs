//! Confirms a passkey.

use std::sync::Arc;

use jiff::Timestamp;

use crate::error::Resource;
use crate::model::authenticator::{
    Authenticator, AuthenticatorName, AuthenticatorState, CeremonyPurpose, Credential, EnrolmentCode, PasskeyCredential,
};
use crate::model::identity::{Actor, AuthenticatorId, Caller, Method, OrganizationId};
use crate::model::membership::Permission;
use crate::model::rule::Rule;
use crate::ports::{Clock, Random, RelyingParty, Sealer, Store, Transaction};
use crate::use_cases::acting::caller_of;
use crate::use_cases::authenticator::enrolment::{
    Confirmation, EnrolmentMailer, confirm_enrolment, require_confirmation,
};
use crate::use_cases::authenticator::{Binder, ProofRate, note_success, record_wrong_proof, verify_session};
use crate::use_cases::authorize::authorized_write;
use crate::use_cases::caller_state::{CallerState, Confirms};
use crate::{Error, Result};

/// Registers a passkey by the answer to the challenge that [`SetUpPasskey`](super::SetUpPasskey) gave in this session. The
/// challenge is used up, whether the answer is right or not. Confirming is a use: the session is verified by the passkey,
/// if the token names a session.
pub struct ConfirmPasskey {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of randomness.
    pub random: Arc<dyn Random>,
    /// Seals and digests secrets.
    pub sealer: Arc<dyn Sealer>,
    /// The WebAuthn relying party; `None` if the installation has no passkeys.
    pub relying_party: Option<Arc<dyn RelyingParty>>,
    /// Puts the link by which the member disavows the authenticator into the notice; `None` if the installation sends no mail.
    pub mailer: Option<EnrolmentMailer>,
}

impl ConfirmPasskey {
    /// Whether `response`, a JSON text, registered a passkey for the caller. `challenge` is the one that the request claims
    /// to answer, if it names one. `code` confirms that the passkey is the member's, where that is required. Beyond the
    /// `rate`, a wrong answer is an error.
    pub fn execute(
        &self,
        actor: &Actor,
        (response, challenge): (&str, Option<&[u8]>),
        code: Option<&EnrolmentCode>,
        rate: ProofRate,
    ) -> Result<bool> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        let id = AuthenticatorId::new(now, &*self.random)?;
        let registered = authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
            let state = CallerState::load(tx, acting, now)?;
            let binder = Binder::Caller(&state);
            binder.may_bind(Method::Passkey, Confirms::Another)?;
            require_confirmation(tx, acting, &state, code, now)?;
            let (subject, of) = (&caller.subject, &acting.organization.id);
            let verified = match self.verify(tx, caller, of, &state, (response, challenge), now)? {
                Some((name, credential)) => {
                    let by = confirm_enrolment(tx, acting, &*self.sealer, &state, (id, code), now)?;
                    (by != Confirmation::Rejected).then_some((name, credential, by))
                }
                None => None,
            };
            let Some((name, credential, by)) = verified else {
                record_wrong_proof(tx, acting, Method::Passkey, rate, now)?;
                return Ok(false);
            };
            let authenticator = Authenticator {
                id,
                name: name.to_string(),
                state: AuthenticatorState::Active,
                credential: Credential::Passkey(credential),
                created_at: now,
                last_used_at: Some(now),
                enrolment: binder.enrolment(&acting.organization, Method::Passkey, by != Confirmation::None, now)?,
            };
            tx.authenticators().insert(of, subject, &authenticator)?;
            verify_session(tx, acting, &*self.random, &authenticator, now)?;
            note_success(tx, acting, None, now)?;
            let link = match &self.mailer {
                Some(mailer) => Some(mailer.disavowal_link(tx, &acting.organization, subject, &authenticator, now)?),
                None => None,
            };
            acting.record_with_link(tx, now, &binder.event(&authenticator, now), link.as_ref())?;
            Ok(true)
        });
        match registered {
            // a concurrent registration of the same passkey came first
            Err(Error::AlreadyExists(Resource::Authenticator)) => Ok(false),
            other => other,
        }
    }

    fn verify(
        &self,
        tx: &mut dyn Transaction,
        caller: &Caller,
        organization: &OrganizationId,
        state: &CallerState,
        (response, challenge): (&str, Option<&[u8]>),
        now: Timestamp,
    ) -> Result<Option<(AuthenticatorName, PasskeyCredential)>> {
        let taken = tx.ceremonies().take_registration(organization, &caller.subject, &state.session)?;
        let Some(ceremony) = taken.filter(|ceremony| ceremony.waits(now)) else { return Ok(None) };
        if challenge.is_some_and(|challenge| challenge != ceremony.challenge) {
            return Ok(None);
        }
        let CeremonyPurpose::Register { name, user_handle } = ceremony.purpose else { return Ok(None) };
        let relying_party = self.relying_party.as_ref().ok_or(Error::RuleBroken(Rule::MethodUnavailable))?;
        let credential = relying_party.finish_registration(response, &ceremony.state, user_handle)?;
        match credential {
            Some(credential) if !tx.authenticators().has_credential(&credential.credential_id)? => {
                Ok(Some((name, credential)))
            }
            _ => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::membership::Role;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::PlainRelyingParty;
    use crate::testing::PlainSealer;
    use crate::testing::SeededRandom;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;
    use crate::use_cases::authenticator::passkey::SetUpPasskey;

    #[test]
    fn registered_passkey_is_refused_for_another_member() -> Result<()> {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("bob", Role::User).with_member("carol", Role::User).save(&*store)?;
        let clock: Arc<dyn Clock> = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
        let random: Arc<dyn Random> = Arc::new(SeededRandom::new(1));
        let party: Arc<dyn RelyingParty> = Arc::new(PlainRelyingParty::default());
        let sealer: Arc<dyn Sealer> = Arc::new(PlainSealer);
        let set_up = SetUpPasskey {
            store: Arc::clone(&store),
            clock: Arc::clone(&clock),
            random: Arc::clone(&random),
            relying_party: Some(Arc::clone(&party)),
            mailer: None,
        };
        let confirm = ConfirmPasskey {
            store: Arc::clone(&store),
            clock,
            random,
            sealer,
            relying_party: Some(party),
            mailer: None,
        };
        let start = |subject: &str, key: &str| {
            let actor = a_caller(subject).in_session("s1").acting();
            let challenge = set_up.execute(&actor, AuthenticatorName::parse("Key")?)?.registration.challenge;
            Ok::<_, Error>((actor, PlainRelyingParty::answer(key, &challenge, 0)))
        };
        let (carol, first) = start("carol", "one")?;
        assert!(confirm.execute(&carol, (&first, None), None, ProofRate::Within)?);
        let (bob, second) = start("bob", "one")?;
        assert!(!confirm.execute(&bob, (&second, None), None, ProofRate::Within)?);
        assert!(
            !confirm.execute(&bob, (&second.replace("one", "two"), None), None, ProofRate::Within)?,
            "a challenge has one answer"
        );
        let (bob, third) = start("bob", "two")?;
        assert!(confirm.execute(&bob, (&third, None), None, ProofRate::Within)?);
        let (begun, confirmed) = ("mfa.set_up changed", "mfa.confirm changed");
        let expected = [begun, confirmed, begun, begun, confirmed];
        assert_eq!(the_audit_log_of(&*store, "acme"), expected);
        let store: &dyn Store = &*store;
        let acme = OrganizationId::parse("acme")?;
        let wrong = store.transaction(|tx| tx.wrong_proofs().take(&acme, Timestamp::MAX, 9))?;
        assert_eq!(wrong.iter().map(|proofs| proofs.count).collect::<Vec<_>>(), [2]);
        Ok(())
    }
}
