//! A member proves what they set up.

use std::sync::Arc;

use super::{count_attempt, record_failure};
use crate::Result;
use crate::model::audit::Event;
use crate::model::authenticator::{Authenticator, AuthenticatorState, TotpCredential, matched_step};
use crate::model::identity::{Actor, Method};
use crate::model::membership::Permission;
use crate::ports::{Clock, Sealer, Store};
use crate::use_cases::authorize::authorized;
use crate::use_cases::caller_state::{CallerState, caller_of};
use crate::use_cases::record::record;

/// Makes the one-time password that was set up in this session count, in the place of the one that the member had, and
/// the recovery codes that came with it live. What was proved with what they had counts no longer. The code that proved
/// it is used up. Proving an authenticator is not using it: the session has passed nothing yet.
pub struct ConfirmTotp {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// When.
    pub clock: Arc<dyn Clock>,
    /// How secrets are kept.
    pub sealer: Arc<dyn Sealer>,
}

impl ConfirmTotp {
    /// Whether `code` proved the caller's pending one-time password.
    pub fn execute(&self, actor: &Actor, code: &str) -> Result<bool> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        let organization = authorized(&*self.store, now, actor, Permission::ReadOwnMfa, |tx, organization| {
            CallerState::load(tx, caller, &organization, now)?.require_verified()?;
            Ok(organization.id)
        })?;
        let counted = count_attempt(&*self.store, &organization, &caller.subject, now)?;
        authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
            let (id, subject) = (&organization.id, &caller.subject);
            let caller_state = CallerState::load(tx, caller, &organization, now)?;
            caller_state.require_verified()?;
            let totps = || caller_state.authenticators.iter().filter_map(|one| Some((one, one.totp()?)));
            let proven = match totps().find(|(one, _)| one.is_pending_in(&caller_state.session, now)) {
                Some((one, credential)) => {
                    let place = TotpCredential::place(id, subject, one.id);
                    matched_step(&self.sealer.open(&credential.secret, &place)?, code, now)?.map(|step| (one, step))
                }
                None => None,
            };
            let Some((pending, step)) = proven else {
                record_failure(tx, actor, &organization, (subject, Method::Totp), counted, now)?;
                return Ok(false);
            };
            for (replaced, _) in totps().filter(|(one, _)| one.id != pending.id) {
                tx.authenticators().delete(id, subject, replaced.id)?;
            }
            // what was proved with an authenticator goes with it
            if totps().any(|(one, _)| one.is_configured()) {
                tx.sessions().end_all(id, subject, now)?;
            }
            let mut confirmed = Authenticator { state: AuthenticatorState::Active, ..pending.clone() };
            if let Some(credential) = confirmed.totp_mut() {
                credential.last_step = Some(step);
            }
            tx.authenticators().update(id, subject, &confirmed)?;
            tx.recovery_codes().go_live(id, subject, confirmed.id)?;
            // right, but no proof of what was there before: the wrong ones stay counted
            let limit = tx.attempts().lock(id, subject)?.take_back(counted);
            tx.attempts().put(id, subject, limit)?;
            record(tx, actor, &organization, now, &Event::AuthenticatorConfirmed(subject.clone(), Method::Totp))?;
            Ok(true)
        })
    }
}
