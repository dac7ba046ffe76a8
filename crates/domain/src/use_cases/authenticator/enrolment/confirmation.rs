//! Whether an enrolment is confirmed by a second channel.

use jiff::Timestamp;

use crate::model::authenticator::{
    CodeOrigin, ENROLMENT_PURPOSE, EnrolmentChannel, EnrolmentCode, StoredEnrolmentCode,
};
use crate::model::membership::Membership;
use crate::ports::{Sealer, Transaction};
use crate::use_cases::acting::Acting;
use crate::use_cases::caller_state::CallerState;
use crate::{Error, Result};

/// How an enrolment is confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Confirmation {
    /// By this channel.
    By(EnrolmentChannel),
    /// By none, and none is required.
    None,
    /// The code does not count.
    Rejected,
}

/// Whether the caller's next enrolment counts only when a second channel confirms it.
pub(crate) fn confirmation_required(state: &CallerState) -> bool {
    state.membership.must_confirm_enrolment(&state.policy, state.active().next().is_some())
}

/// Rejects an enrolment that nothing can confirm, before its proof is checked. A code in the request, if there is one, is
/// checked by [`confirm_enrolment`], after the proof.
pub(crate) fn require_confirmation(
    tx: &mut dyn Transaction,
    acting: &Acting<'_>,
    state: &CallerState,
    code: Option<&EnrolmentCode>,
    now: Timestamp,
) -> Result<()> {
    if code.is_some() || !confirmation_required(state) || is_confirmed_by_provider(state) {
        return Ok(());
    }
    Err(Error::ConfirmationRequired(state.enrolment_channels(tx, acting, now)?))
}

/// Whether the identity provider's own MFA confirms the enrolment.
fn is_confirmed_by_provider(state: &CallerState) -> bool {
    state.membership.disavowed_at.is_none() && state.is_verified_elsewhere()
}

/// Uses up the code that confirms an enrolment, after its proof was found right. A wrong code counts against the one that
/// was mailed to this session, which is void after five.
pub(crate) fn confirm_enrolment(
    tx: &mut dyn Transaction,
    acting: &Acting<'_>,
    sealer: &dyn Sealer,
    state: &CallerState,
    code: Option<&EnrolmentCode>,
    now: Timestamp,
) -> Result<Confirmation> {
    let Some(code) = code else {
        let by_provider = is_confirmed_by_provider(state);
        return Ok(if by_provider { Confirmation::By(EnrolmentChannel::IdentityProvider) } else { Confirmation::None });
    };
    let (id, subject) = (&acting.organization.id, &state.membership.subject);
    let digests = sealer.digests(ENROLMENT_PURPOSE, code.as_bytes())?;
    let codes = tx.enrolment_codes().of(id, subject)?;
    let disavowed = state.membership.disavowed_at.is_some();
    let counts =
        |one: &&StoredEnrolmentCode| one.is_minted(now) || (!disavowed && one.is_mailed_to(&state.session, now));
    if let Some(given) = codes.iter().filter(counts).find(|one| digests.contains(&one.digest)) {
        let channel = match given.origin {
            CodeOrigin::Minted => EnrolmentChannel::Code,
            CodeOrigin::Mailed(_) => EnrolmentChannel::Mail,
        };
        let taken = tx.enrolment_codes().take(id, given)?;
        if taken && disavowed {
            tx.memberships().update(id, &Membership { disavowed_at: None, ..state.membership.clone() })?;
        }
        return Ok(if taken { Confirmation::By(channel) } else { Confirmation::Rejected });
    }
    if let Some(mailed) = codes.iter().find(|one| one.is_mailed_to(&state.session, now)) {
        let failures = mailed.failures.saturating_add(1);
        tx.enrolment_codes().put(id, &StoredEnrolmentCode { failures, ..mailed.clone() }, now)?;
    }
    Ok(Confirmation::Rejected)
}
