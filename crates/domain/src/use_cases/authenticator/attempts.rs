//! Counts attempts and records failed ones.

use jiff::Timestamp;

use crate::model::audit::Event;
use crate::model::authenticator::AttemptLimit;
use crate::model::identity::{Actor, Method};
use crate::model::membership::Permission;
use crate::ports::{Store, Transaction};
use crate::use_cases::acting::Acting;
use crate::use_cases::authorize::authorized_unlocked;
use crate::{Error, Result};

/// Counts an attempt of the caller in a transaction of its own, before anything is checked: parallel guesses cannot pass
/// the limit, and no later failure takes the count back. `check` may reject the caller first.
pub(crate) fn count_attempt(
    store: &dyn Store,
    actor: &Actor,
    now: Timestamp,
    check: impl FnOnce(&mut dyn Transaction, &Acting<'_>) -> Result<()>,
) -> Result<AttemptLimit> {
    authorized_unlocked(store, now, actor, Permission::ReadOwnMfa, |tx, acting| {
        check(tx, &acting)?;
        let (id, (caller, _)) = (&acting.organization.id, acting.caller()?);
        let incremented = tx.attempts().increment(id, &caller.subject)?;
        let counted = incremented.incremented(now);
        let counted = counted.map_err(|until| Error::TooManyAttempts(until.duration_since(now)))?;
        if counted != incremented {
            tx.attempts().put(id, &caller.subject, counted)?;
        }
        Ok(counted)
    })
}

/// Records a failed proof of the caller, and the pause that it led to.
pub(crate) fn record_failure(
    tx: &mut dyn Transaction,
    acting: &Acting<'_>,
    method: Method,
    counted: AttemptLimit,
    now: Timestamp,
) -> Result<()> {
    let (caller, _) = acting.caller()?;
    acting.record(tx, now, &Event::VerificationFailed(caller.subject.clone(), method))?;
    match counted.locked_until {
        Some(_) => acting.record(tx, now, &Event::LockedOut(caller.subject.clone())),
        None => Ok(()),
    }
}
