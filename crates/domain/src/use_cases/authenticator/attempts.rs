//! Counts attempts with codes and records wrong proofs.

use jiff::Timestamp;

use crate::model::access::Evidence;
use crate::model::audit::Event;
use crate::model::authenticator::AllowedAttempt;
use crate::model::identity::{Actor, AttemptId, Method};
use crate::model::membership::Permission;
use crate::model::session::{MfaSession, SessionBinding};
use crate::ports::{Random, Store, Transaction};
use crate::use_cases::acting::Acting;
use crate::use_cases::authenticator::ProofRate;
use crate::use_cases::authorize::authorized_unlocked;
use crate::use_cases::record::count_wrong_proof;
use crate::{Error, Result};

/// An attempt that is counted, as long as its outcome is unknown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CountedAttempt {
    id: AttemptId,
    allowed: AllowedAttempt,
}

/// Counts an attempt of the caller in a transaction of its own, before anything is checked: parallel guesses cannot pass
/// the limits, and no later failure takes the count back. `check` may reject the caller first.
pub(crate) fn count_attempt(
    store: &dyn Store,
    random: &dyn Random,
    actor: &Actor,
    now: Timestamp,
    check: impl FnOnce(&mut dyn Transaction, &Acting<'_>) -> Result<()>,
) -> Result<CountedAttempt> {
    let attempt = AttemptId::new(now, random)?;
    authorized_unlocked(store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
        check(tx, &acting)?;
        let (organization, (caller, membership)) = (&acting.organization, acting.caller()?);
        let session = SessionBinding::for_counting(caller, acting.own_session.as_ref());
        let counted = tx.attempts().count(&organization.id, &caller.subject, &session, attempt, now)?;
        let mut counts = counted.clone();
        let policy = organization.policy_for(membership);
        let by_provider = Evidence::of_provider(&caller.authentication);
        let by_provider = by_provider.filter(|proof| proof.is_named_by(&policy) && proof.is_fresh(&policy, now));
        if let Some(evidence) = by_provider {
            counts.verify(evidence.verified_at);
        }
        let own = acting.own_session.as_ref().is_some_and(verifies);
        let verified = counts.session.verified_at.is_some() || own || by_provider.is_some();
        let allowed = counts.judge(verified, now);
        let allowed = allowed.map_err(|until| Error::TooManyAttempts(until.duration_since(now)))?;
        if counts != counted {
            tx.attempts().put(&organization.id, &caller.subject, &session, &counts)?;
        }
        Ok(CountedAttempt { id: attempt, allowed })
    })
}

/// Whether a session of ours counts as one that verified where codes are guessed. One that a mailed link alone verified does
/// not: an attacker with the mailbox and the password opens any number of them.
fn verifies(session: &MfaSession) -> bool {
    session.method != Method::MagicLink
}

/// Notes a right proof of the caller, of any kind but a link: it clears the failures of the session and those in a row.
/// `attempt` is the attempt that it was, if it was counted.
pub(crate) fn note_success(
    tx: &mut dyn Transaction,
    acting: &Acting<'_>,
    attempt: Option<CountedAttempt>,
    now: Timestamp,
) -> Result<()> {
    let (caller, _) = acting.caller()?;
    let session = SessionBinding::for_counting(caller, acting.own_session.as_ref());
    tx.attempts().verify(&acting.organization.id, &caller.subject, &session, attempt.map(|attempt| attempt.id), now)
}

/// Records a wrong code of the caller, and the limit that it reached. Beyond the rate it records that limit alone; the use
/// case rejects the code after the commit.
pub(crate) fn record_wrong_code(
    tx: &mut dyn Transaction,
    acting: &Acting<'_>,
    CountedAttempt { id, allowed }: CountedAttempt,
    rate: ProofRate,
    now: Timestamp,
) -> Result<()> {
    let (caller, _) = acting.caller()?;
    if !allowed.rated {
        tx.attempts().remove_recent(&acting.organization.id, &caller.subject, id)?;
    }
    if rate == ProofRate::Within {
        record_wrong_proof(tx, acting, Method::Totp, rate, now)?;
    }
    match allowed.reaches {
        Some(limit) => acting.record(tx, now, &Event::LockedOut(caller.subject.clone(), limit)),
        None => Ok(()),
    }
}

/// Counts a wrong proof of the caller for the audit log. Beyond the rate it fails instead, so that the transaction writes
/// nothing.
pub(crate) fn record_wrong_proof(
    tx: &mut dyn Transaction,
    acting: &Acting<'_>,
    method: Method,
    rate: ProofRate,
    now: Timestamp,
) -> Result<()> {
    rate.require()?;
    count_wrong_proof(tx, acting.actor, &acting.organization, now, method)
}
