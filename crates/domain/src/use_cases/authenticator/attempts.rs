//! How often somebody may guess.

use crate::model::authenticator::AttemptLimit;
use jiff::Timestamp;

use crate::model::audit::Event;
use crate::model::identity::{Actor, Method, OrganizationId, SubjectId};
use crate::model::organization::Organization;
use crate::ports::{Store, Transaction};
use crate::use_cases::record::record;
use crate::{Error, Result};

/// Records a wrong proof, and that it was one too many if it was.
pub(crate) fn record_failure(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    (subject, method): (&SubjectId, Method),
    counted: AttemptLimit,
    now: Timestamp,
) -> Result<()> {
    record(tx, actor, organization, now, &Event::VerificationFailed(subject.clone(), method))?;
    if counted.locked_until.is_some() {
        record(tx, actor, organization, now, &Event::LockedOut(subject.clone()))?;
    }
    Ok(())
}

/// Counts an attempt, in a transaction of its own and before anything is checked: parallel guesses cannot get past the
/// limit, and nothing that fails later takes the count back.
pub(crate) fn count_attempt(
    store: &dyn Store,
    organization: &OrganizationId,
    subject: &SubjectId,
    now: Timestamp,
) -> Result<AttemptLimit> {
    store.transaction(|tx| {
        let counted = tx
            .attempts()
            .lock(organization, subject)?
            .attempt(now)
            .map_err(|until| Error::TooManyAttempts(until.duration_since(now)))?;
        tx.attempts().put(organization, subject, counted)?;
        Ok(counted)
    })
}
