//! Whether an enrolment is confirmed by a second channel.

use jiff::Timestamp;

use crate::model::authenticator::{
    CodeOrigin, ENROLMENT_PURPOSE, EnrolmentChannel, EnrolmentCode, StoredEnrolmentCode,
};
use crate::model::identity::AuthenticatorId;
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
pub(super) fn is_confirmed_by_provider(state: &CallerState) -> bool {
    state.membership.disavowed_at.is_none() && state.is_verified_elsewhere()
}

/// Uses up the code that confirms the enrolment of `authenticator`, after its proof was found right. A code of somebody else
/// stands for it: no token about an earlier authenticator counts against it any more. A wrong code counts against the one
/// that was mailed to this session, which is void after five.
pub(crate) fn confirm_enrolment(
    tx: &mut dyn Transaction,
    acting: &Acting<'_>,
    sealer: &dyn Sealer,
    state: &CallerState,
    (authenticator, code): (AuthenticatorId, Option<&EnrolmentCode>),
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
        if taken && channel == EnrolmentChannel::Code {
            tx.disavowals().spare(id, subject, authenticator)?;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::identity::{Actor, AllowedMethod, AssuranceLevel, Identity, SubjectId};
    use crate::model::membership::{Permission, Role};
    use crate::model::policy::{EnrolmentRule, MfaPolicy, PolicyRecord};
    use crate::ports::Store;
    use crate::testing::{MemoryStore, PlainSealer, SeededRandom, a_caller, an_organization, the_organization};
    use crate::use_cases::authorize::authorized_write;

    #[test]
    fn providers_mfa_confirms_where_allowed_until_a_disavowal() -> Result<()> {
        let (now, both) = (Timestamp::UNIX_EPOCH, [AllowedMethod::Totp, AllowedMethod::IdentityProvider]);
        for (allowed, level, disavowed_at, confirmed) in [
            (&both[..], Some(AssuranceLevel::Mfa), None, true),
            (&both[..1], Some(AssuranceLevel::Mfa), None, false),
            (&both, None, None, false),
            (&both, Some(AssuranceLevel::Mfa), Some(now), false),
        ] {
            let store: &dyn Store = &MemoryStore::default();
            an_organization("acme").allowing(allowed).with_member("alice", Role::User).save(store)?;
            let (acme, alice) = (the_organization(store, "acme"), SubjectId::parse("alice")?);
            let enrolment = EnrolmentRule::Confirmed;
            let policy = MfaPolicy::restore(PolicyRecord { enrolment, ..acme.base_policy().record().clone() });
            store.transaction(|tx| {
                let member = tx.memberships().find(&acme.id, &alice)?.ok_or_else(|| Error::internal("no member"))?;
                tx.memberships().update(&acme.id, &Membership { disavowed_at, ..member })?;
                tx.organizations().update(&acme.with_policy(policy))
            })?;
            let mut caller = a_caller("alice").of("acme").in_session("s1").build();
            (caller.authentication.level, caller.authentication.auth_time) = (level, Some(now));
            let actor = Actor { identity: Identity::Caller(caller), request: None, source: None };
            let confirmation = authorized_write(store, now, &actor, Permission::ManageOwnMfa, |tx, acting| {
                let state = CallerState::load(tx, acting, now)?;
                require_confirmation(tx, acting, &state, None, now)?;
                let id = AuthenticatorId::new(now, &SeededRandom::new(1))?;
                confirm_enrolment(tx, acting, &PlainSealer, &state, (id, None), now)
            });
            match confirmation {
                Ok(by) => assert!(confirmed && by == Confirmation::By(EnrolmentChannel::IdentityProvider), "{by:?}"),
                Err(Error::ConfirmationRequired(_)) => assert!(!confirmed, "{allowed:?} {level:?}"),
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }
}
