//! An administrator gives a member more time, or less.

use std::sync::Arc;

use jiff::Timestamp;

use super::{excepted, refuse_oneself};
use crate::error::Resource;
use crate::model::access::{StepUpRule, deadline};
use crate::model::audit::Event;
use crate::model::identity::{Actor, SubjectId};
use crate::model::membership::{Membership, Permission};
use crate::model::policy::{Justification, checked_end};
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized;
use crate::use_cases::record::record;
use crate::{Error, Result};

/// Gives single members a deadline of their own. For owners, administrators and operators, and for nobody themselves.
pub struct SetDeadline {
    /// Where memberships are kept.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What an administrator must have proved to give more time.
    pub step_up: StepUpRule,
}

impl SetDeadline {
    /// Requires MFA of the member from `at` on, at most 90 days ahead. A moment that is over is now.
    pub fn execute(
        &self,
        actor: &Actor,
        subject: &SubjectId,
        at: Timestamp,
        reason: Justification,
    ) -> Result<Timestamp> {
        let now = self.clock.now();
        let at = at.max(now);
        self.change(actor, subject, now, Some(reason), |_| checked_end("deadline", at, now).map(Some))?;
        Ok(at)
    }

    /// Gives the member the deadline that everybody has. [`NotFound`](Error::NotFound) if they have no other.
    pub fn clear(&self, actor: &Actor, subject: &SubjectId) -> Result<()> {
        let now = self.clock.now();
        self.change(actor, subject, now, None, |member| match member.deadline {
            Some(_) => Ok(None),
            None => Err(Error::NotFound(Resource::Deadline)),
        })
    }

    fn change(
        &self,
        actor: &Actor,
        subject: &SubjectId,
        now: Timestamp,
        reason: Option<Justification>,
        next: impl FnOnce(&Membership) -> Result<Option<Timestamp>>,
    ) -> Result<()> {
        authorized(&*self.store, now, actor, Permission::GrantExceptions, |tx, organization| {
            refuse_oneself(actor, subject)?;
            let before = excepted(tx, actor, &organization.id, subject)?;
            let after = Membership { deadline: next(&before)?, ..before.clone() };
            let (bound_from, bound_then) =
                (deadline(&organization.policy, &before), deadline(&organization.policy, &after));
            // while nothing is enforced it may give more time as soon as something is
            let lengthens = match bound_then {
                Some(then) => then > now && bound_then > bound_from,
                // while nothing is enforced: a later one than before, or again the whole grace period
                None => after.deadline.is_none() || after.deadline > before.deadline,
            };
            self.step_up.hold(tx, actor, &organization, lengthens, now)?;
            tx.memberships().update(&organization.id, &after)?;
            let event = Event::DeadlineSet {
                subject: subject.clone(),
                before: before.deadline,
                after: after.deadline,
                reason,
                lengthens,
            };
            record(tx, actor, &organization, now, &event)
        })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::identity::Method;
    use crate::model::membership::Role;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::enrol;

    /// What would give a member more time asks an owner who has an authenticator to use it first; days are from now on.
    #[rstest]
    #[case::more_than_none(true, None, Some(7), true)]
    #[case::at_once(true, None, Some(0), false)]
    #[case::more(true, Some(7), Some(8), true)]
    #[case::the_same(true, Some(7), Some(7), false)]
    #[case::less(true, Some(7), Some(6), false)]
    #[case::back_to_a_demand_that_binds(true, Some(7), None, false)]
    #[case::some_for_a_demand_to_come(false, None, Some(7), true)]
    #[case::more_for_a_demand_to_come(false, Some(7), Some(8), true)]
    #[case::the_same_for_a_demand_to_come(false, Some(7), Some(7), false)]
    #[case::less_for_a_demand_to_come(false, Some(7), Some(6), false)]
    #[case::back_to_the_whole_grace_period_of_a_demand_to_come(false, Some(7), None, true)]
    fn more_time_asks_to_step_up(
        #[case] enforced: bool,
        #[case] before: Option<i64>,
        #[case] after: Option<i64>,
        #[case] asked: bool,
    ) {
        let store = Arc::new(MemoryStore::default());
        let acme = an_organization("acme").with_member("owner", Role::Owner).with_member("alice", Role::User);
        let acme = if enforced { acme.enforcing_since("2026-01-01T00:00:00Z") } else { acme };
        acme.save(&*store).unwrap();
        enrol(&*store, "acme", "owner", Method::Totp).unwrap();
        let clock = Arc::new(FixedClock::at("2026-01-02T00:00:00Z"));
        let (owner, alice) = (a_caller("owner").of("acme").acting(), SubjectId::parse("alice").unwrap());
        let set = |step_up, days: Option<i64>| {
            let use_case = SetDeadline { store: store.clone(), clock: clock.clone(), step_up };
            let at = |days| clock.now() + jiff::SignedDuration::from_hours(24 * days);
            let reason = Justification::parse("on leave").unwrap();
            match days {
                Some(days) => use_case.execute(&owner, &alice, at(days), reason).map(|_| ()),
                None => use_case.clear(&owner, &alice),
            }
        };
        if before.is_some() {
            set(StepUpRule::Off, before).unwrap();
        }
        match set(StepUpRule::Weakening, after) {
            Ok(()) => assert!(!asked),
            Err(Error::InsufficientAuthentication(_)) => assert!(asked),
            Err(other) => panic!("{other:?}"),
        }
    }
}
