//! Refusals worth keeping.

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};

use crate::event::Event;
use crate::identity::{Actor, Identity};
use crate::membership::{Permission, organization_of};
use crate::{Error, Result, Store, record};

/// Records that `actor` lacked `permission`, in a transaction of its own: the one of the act was undone. Folded: the
/// first refusal of a subject, an act and a minute stands for all of them, so that nobody can fill a tenant's trail.
pub(crate) fn record_refusal(store: &dyn Store, now: Timestamp, actor: &Actor, permission: Permission) -> Result<()> {
    let Identity::Caller(caller) = &actor.identity else { return Ok(()) };
    let minute = start_of_minute(now)?;
    let known = |tx: &mut dyn crate::Transaction, id: &_| {
        tx.audit().has_refusal(id, &caller.subject, permission.code(), minute)
    };
    // the cheap look first: whoever knocks a thousand times a minute does not hold the organization a thousand times
    let Some(id) = store.read(|tx| {
        let id = organization_of(tx, caller)?;
        Ok(if known(tx, &id)? { None } else { Some(id) })
    })?
    else {
        return Ok(());
    };
    store.transaction(|tx| match tx.organizations().lock(&id)? {
        Some(organization) if !known(tx, &id)? => record(tx, actor, &organization, now, &Event::Refused(permission)),
        _ => Ok(()),
    })
}

fn start_of_minute(now: Timestamp) -> Result<Timestamp> {
    let minutes = TimestampRound::new().smallest(Unit::Minute).mode(RoundMode::Floor);
    now.round(minutes).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_starts_at_its_first_microsecond() -> Result<()> {
        let at = |text: &str| text.parse::<Timestamp>().map_err(Error::internal);
        for (moment, start) in [
            ("2026-01-01T10:20:30.123456Z", "2026-01-01T10:20:00Z"),
            ("2026-01-01T10:20:00Z", "2026-01-01T10:20:00Z"),
            ("2026-01-01T10:20:59.999999Z", "2026-01-01T10:20:00Z"),
            ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:00Z"),
        ] {
            assert_eq!(start_of_minute(at(moment)?)?, at(start)?, "{moment}");
        }
        Ok(())
    }
}
