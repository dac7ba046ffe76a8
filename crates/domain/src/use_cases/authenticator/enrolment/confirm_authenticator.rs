//! Confirms enrolments afterwards.

use std::sync::Arc;

use super::{Confirmation, confirm_enrolment};
use crate::error::Resource;
use crate::model::audit::Event;
use crate::model::authenticator::{Authenticator, Enrolment, EnrolmentCode};
use crate::model::identity::{Actor, AuthenticatorId};
use crate::model::membership::Permission;
use crate::ports::{Clock, Sealer, Store};
use crate::use_cases::acting::caller_of;
use crate::use_cases::authenticator::{ProofRate, record_wrong_proof};
use crate::use_cases::authorize::authorized_write;
use crate::use_cases::caller_state::CallerState;
use crate::{Error, Result};

/// Confirms by a second channel that the caller enrolled an authenticator that is active already. An administrator's opens
/// administrative writes from then on. For every member, in a verified session.
pub struct ConfirmAuthenticator {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Digests codes.
    pub sealer: Arc<dyn Sealer>,
}

impl ConfirmAuthenticator {
    /// Whether `code` confirmed the authenticator. The id of another member's authenticator is not found. Beyond the `rate`,
    /// a wrong code is an error.
    pub fn execute(&self, actor: &Actor, id: AuthenticatorId, code: &EnrolmentCode, rate: ProofRate) -> Result<bool> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
            let state = CallerState::load(tx, acting, now)?;
            let mine = state.active().find(|one| one.id == id).ok_or(Error::NotFound(Resource::Authenticator))?;
            state.require_verified()?;
            match confirm_enrolment(tx, acting, &*self.sealer, &state, (mine.id, Some(code)), now)? {
                Confirmation::By(_) => {}
                Confirmation::None | Confirmation::Rejected => {
                    record_wrong_proof(tx, acting, mine.method(), rate, now)?;
                    return Ok(false);
                }
            }
            let enrolment = Enrolment { confirmed_at: Some(now), ..mine.enrolment.clone() };
            let confirmed = Authenticator { enrolment, ..mine.clone() };
            tx.authenticators().update(&acting.organization.id, &caller.subject, &confirmed)?;
            acting.record(tx, now, &Event::EnrolmentConfirmed(caller.subject.clone(), confirmed.method()))?;
            Ok(true)
        })
    }
}
