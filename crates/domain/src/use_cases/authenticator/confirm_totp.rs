//! Confirms a one-time password.

use std::sync::Arc;

use super::enrolment::{Confirmation, EnrolmentMailer, confirm_enrolment, require_confirmation};
use super::{Binder, ProofRate, count_attempt, end_other_sessions, note_success, record_wrong_code, verify_session};
use crate::Result;
use crate::model::authenticator::{
    Authenticator, AuthenticatorState, EnrolmentCode, OneTimeCode, TotpCredential, matched_step,
};
use crate::model::identity::{Actor, Method};
use crate::model::membership::Permission;
use crate::ports::{Clock, Random, Sealer, Store};
use crate::use_cases::acting::caller_of;
use crate::use_cases::authorize::authorized_write;
use crate::use_cases::caller_state::{CallerState, Confirms};

/// Activates the one-time password that was set up in this session, and the recovery codes that came with it. It replaces
/// the member's former one. Confirming is a use: the session is verified by it, if the token names a session, and the code
/// is used up. If one was replaced, the member's other sessions end.
pub struct ConfirmTotp {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of randomness.
    pub random: Arc<dyn Random>,
    /// Seals and digests secrets.
    pub sealer: Arc<dyn Sealer>,
    /// Puts the link by which the member disavows the authenticator into the notice; `None` if the installation sends no mail.
    pub mailer: Option<EnrolmentMailer>,
}

impl ConfirmTotp {
    /// Whether `code` confirmed the caller's pending one-time password. `enrolment_code` confirms that it is the member's,
    /// where that is required. Beyond the `rate`, a wrong code is an error.
    pub fn execute(
        &self,
        actor: &Actor,
        code: &OneTimeCode,
        enrolment_code: Option<&EnrolmentCode>,
        rate: ProofRate,
    ) -> Result<bool> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        // a wrong code replaces nothing
        let confirms = if enrolment_code.is_some() { Confirms::AnotherByCode } else { Confirms::Another };
        let attempt = count_attempt(&*self.store, &*self.random, actor, now, |tx, acting| {
            let state = CallerState::load(tx, acting, now)?;
            Binder::Caller(&state).may_bind(Method::Totp, confirms)?;
            require_confirmation(tx, acting, &state, enrolment_code, now)
        })?;
        let confirmed = authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
            let (id, subject) = (&acting.organization.id, &caller.subject);
            let state = CallerState::load(tx, acting, now)?;
            let binder = Binder::Caller(&state);
            binder.may_bind(Method::Totp, confirms)?;
            require_confirmation(tx, acting, &state, enrolment_code, now)?;
            let totps = || state.authenticators.iter().filter_map(|one| Some((one, one.totp()?)));
            let confirmed = match totps().find(|(one, _)| one.is_pending_in(&state.session, now)) {
                Some((one, credential)) => {
                    let place = TotpCredential::place(id, subject, one.id);
                    matched_step(&self.sealer.open(&credential.secret, &place)?, code, now)?.map(|step| (one, step))
                }
                None => None,
            };
            let confirmed = match confirmed {
                Some((one, step)) => {
                    let by = confirm_enrolment(tx, acting, &*self.sealer, &state, (one.id, enrolment_code), now)?;
                    (by != Confirmation::Rejected).then_some((one, step, by))
                }
                None => None,
            };
            let Some((pending, step, by)) = confirmed else {
                record_wrong_code(tx, acting, attempt, rate, now)?;
                return Ok(false);
            };
            for (replaced, _) in totps().filter(|(one, _)| one.is_configured()) {
                tx.authenticators().delete(id, subject, replaced.id)?;
            }
            let mut confirmed = Authenticator {
                state: AuthenticatorState::Active,
                last_used_at: Some(now),
                enrolment: binder.enrolment(&acting.organization, Method::Totp, by != Confirmation::None, now)?,
                ..pending.clone()
            };
            if let Some(credential) = confirmed.totp_mut() {
                credential.last_step = Some(step);
            }
            tx.authenticators().update(id, subject, &confirmed)?;
            tx.recovery_codes().go_live(id, subject, confirmed.id)?;
            verify_session(tx, acting, &*self.random, &confirmed, now)?;
            if totps().any(|(one, _)| one.is_configured()) {
                let others = state.active().filter(|one| one.totp().is_none());
                let left = others.chain(std::iter::once(&confirmed));
                end_other_sessions(tx, (id, subject), &state.session, left, now)?;
            }
            note_success(tx, acting, Some(attempt), now)?;
            let event = binder.event(&confirmed, now);
            let link = match &self.mailer {
                Some(mailer) => Some(mailer.disavowal_link(tx, &acting.organization, subject, &confirmed, now)?),
                None => None,
            };
            acting.record_with_link(tx, now, &event, link.as_ref())?;
            Ok(true)
        })?;
        if !confirmed {
            rate.require()?;
        }
        Ok(confirmed)
    }
}
