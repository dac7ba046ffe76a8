//! Reads the audit log.

use std::sync::Arc;

use jiff::{RoundMode, SignedDuration, TimestampRound, Unit};

use crate::model::access::StepUpRule;
use crate::model::audit::AuditRecord;
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::model::page::{Page, PageSize};
use crate::ports::{AuditFilter, Clock, Store};
use crate::use_cases::authorize::authorized_read;
use crate::{Error, Result};

/// Reads the audit log of the actor's organization. For owners, administrators and operators.
pub struct ReadAuditLog {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// What an administrative call requires.
    pub step_up: StepUpRule,
}

impl ReadAuditLog {
    /// The entries that the filter selects, newest first; those before the sequence number `before`, if given.
    pub fn execute(
        &self,
        actor: &Actor,
        filter: &AuditFilter,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<Page<AuditRecord, u64>> {
        let now = self.clock.now();
        authorized_read(&*self.store, now, actor, Permission::ReadAudit.guarded_by(self.step_up), |tx, acting| {
            tx.audit().page(&acting.organization.id, filter, before, size)
        })
    }
}

/// Counts the members who confirmed an authenticator on each day, from the audit log.
pub struct CountEnrolments {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// What an administrative call requires.
    pub step_up: StepUpRule,
}

impl CountEnrolments {
    /// The most days that can be asked for.
    pub const MOST_DAYS: u32 = 366;

    /// The days with enrolments among the last `days` including today, oldest first.
    pub fn execute(&self, actor: &Actor, days: u32) -> Result<Vec<(String, u64)>> {
        let now = self.clock.now();
        authorized_read(&*self.store, now, actor, Permission::ReadAudit.guarded_by(self.step_up), |tx, acting| {
            if !(1..=Self::MOST_DAYS).contains(&days) {
                return Err(Error::invalid("days", format!("must be from 1 to {}", Self::MOST_DAYS)));
            }
            // whole days, or the rest of the first day would look like all of it
            let midnight = TimestampRound::new().smallest(Unit::Hour).increment(24).mode(RoundMode::Floor);
            let today = now.round(midnight).map_err(Error::internal)?;
            let back = SignedDuration::from_hours(24 * i64::from(days - 1));
            let from = today.saturating_sub(back).map_err(Error::internal)?;
            tx.audit().days_of(&acting.organization.id, "mfa.confirm", from)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::audit::Event;
    use crate::model::identity::Method;
    use crate::model::membership::Role;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::the_organization;
    use crate::use_cases::record::record;

    #[test]
    fn enrolments_are_counted_by_day_up_to_today() -> Result<()> {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).save(&*store)?;
        let (caller, organization) = (a_caller("alice").of("acme"), the_organization(&*store, "acme"));
        let confirmed = Event::AuthenticatorConfirmed(caller.clone().build().subject, Method::Totp);
        let alice = caller.acting();
        for day in ["2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09", "2026-01-10"] {
            for time in ["00:00:00", "23:59:59.999999"] {
                let at = format!("{day}T{time}Z").parse().map_err(Error::internal)?;
                store.transaction(|tx| record(tx, &alice, &organization, at, &confirmed))?;
            }
        }
        let clock = Arc::new(FixedClock::at("2026-01-10T10:20:30Z"));
        let count = CountEnrolments { store, clock, step_up: StepUpRule::Off };
        for (days, from) in [(1, 10), (2, 9), (3, 8), (4, 7), (CountEnrolments::MOST_DAYS, 6)] {
            let expected: Vec<_> = (from..=10).map(|day| (format!("2026-01-{day:02}"), 1)).collect();
            assert_eq!(count.execute(&alice, days)?, expected, "{days}");
        }
        for days in [0, CountEnrolments::MOST_DAYS + 1] {
            assert!(matches!(count.execute(&alice, days), Err(Error::Invalid { .. })), "{days}");
        }
        Ok(())
    }
}
