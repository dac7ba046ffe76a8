//! Mails codes that confirm an enrolment.

use std::sync::Arc;

use jiff::Timestamp;

use super::confirmation::is_confirmed_by_provider;
use super::confirmation_required;
use crate::model::audit::Event;
use crate::model::authenticator::{CodeOrigin, ENROLMENT_PURPOSE, EnrolmentCode, StoredEnrolmentCode};
use crate::model::identity::{Caller, Method};
use crate::model::outbox::{MailBody, MailPayload};
use crate::ports::{Random, Sealer, Transaction};
use crate::use_cases::acting::Acting;
use crate::use_cases::authenticator::{Binder, LinkPages, new_code, require_send_quota};
use crate::use_cases::caller_state::CallerState;
use crate::use_cases::record::record_and_send;
use crate::{Error, Result};

/// Writes codes into the outbox, in the transaction in which an enrolment begins. The code is in the mail alone, which is
/// sealed until it is sent.
#[derive(Clone)]
pub struct EnrolmentMailer {
    /// The source of randomness.
    pub random: Arc<dyn Random>,
    /// Seals and digests secrets.
    pub sealer: Arc<dyn Sealer>,
    /// The pages that links lead to.
    pub pages: LinkPages,
}

impl EnrolmentMailer {
    /// Mails a code if the enrolment of this method that the caller begins must be confirmed, or opens no administrative
    /// write for a day unless it is, and their address was given by somebody else. The code counts in this session alone.
    /// The link in the mail leads to a page that shows the code and confirms nothing: an attacker may have begun the
    /// enrolment. Where too many mails were sent already, none is, and the enrolment begins all the same: other channels
    /// may confirm it.
    pub(crate) fn offer_code(
        &self,
        tx: &mut dyn Transaction,
        acting: &Acting<'_>,
        state: &CallerState,
        method: Method,
        now: Timestamp,
    ) -> Result<()> {
        let (caller, _) = acting.caller()?;
        let (organization, subject) = (&acting.organization, &state.membership.subject);
        let disavowed = state.membership.disavowed_at.is_some();
        let enrolment = Binder::Caller(state).enrolment(organization, method, is_confirmed_by_provider(state), now)?;
        let too_recent = enrolment.too_recent_until(now).is_some();
        let is_useful = confirmation_required(state) || too_recent;
        if disavowed
            || !is_useful
            || !has_given_address(state, caller)
            || state.membership.address_waits_until(now).is_some()
        {
            return Ok(());
        }
        match require_send_quota(tx, acting.actor, &organization.id, state, now) {
            Err(Error::TooManyAttempts(_)) => return Ok(()),
            other => other?,
        }
        let Some(to) = state.membership.email.clone() else { return Ok(()) };
        let typed = new_code(&*self.random)?;
        let digest = self.sealer.digest(ENROLMENT_PURPOSE, EnrolmentCode::parse(&typed)?.as_bytes())?.digest;
        let expires_at = now.checked_add(StoredEnrolmentCode::MAILED_LIFETIME).map_err(Error::internal)?;
        let origin = CodeOrigin::Mailed(state.session.clone());
        let stored = StoredEnrolmentCode { subject: subject.clone(), origin, digest, expires_at, failures: 0 };
        tx.enrolment_codes().put(&organization.id, &stored, now)?;
        let name = organization.name.as_str();
        let text = format!(
            "To finish setting up MFA, enter this code where you started:\n\n{code}\n\nTo copy it, open\n\n\
             {page}#{code}\n\nOrganization: {name}\n\
             The code can be used once, within 30 minutes, and only in the browser or app in which you started.\n\n\
             If you did not start this, another person may know your password: do not share the code, change your \
             password, and inform an administrator of your organization.\n",
            code = *typed,
            page = self.pages.confirmation,
        );
        let place = MailBody::place(&organization.id, &to);
        let body = MailBody::Sealed { sealed: self.sealer.seal(text.as_bytes(), &place)?, expires_at };
        let mail = MailPayload { to, subject: format!("{name}: Your code to set up MFA"), body };
        record_and_send(tx, acting.actor, organization, now, &Event::EnrolmentCodeMailed(subject.clone()), mail)
    }
}

/// Whether mail to the member's address is a channel of its own: the address is there, and not from the caller's token.
pub(crate) fn has_given_address(state: &CallerState, caller: &Caller) -> bool {
    state.membership.email.is_some() && state.membership.address_source.is_given(caller.joins)
}
