//! Sets and clears the deadline of a member.

use std::sync::Arc;

use jiff::Timestamp;

use super::exception_target;
use crate::error::Resource;
use crate::model::access::{StepUpRule, deadline};
use crate::model::audit::Event;
use crate::model::identity::{Actor, SubjectId};
use crate::model::membership::{Membership, Permission};
use crate::model::policy::{Justification, checked_end};
use crate::model::rule::Rule;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized_write;
use crate::{Error, Result};

/// Gives a member a deadline of their own. For owners, administrators and operators; no member sets their own.
pub struct SetDeadline {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// What an administrative call requires.
    pub step_up: StepUpRule,
}

impl SetDeadline {
    /// Requires MFA of the member from `at` on, at most 90 days ahead; a moment in the past means now.
    pub fn execute(
        &self,
        actor: &Actor,
        subject: &SubjectId,
        at: Timestamp,
        reason: Justification,
    ) -> Result<Timestamp> {
        let now = self.clock.now();
        let at = at.max(now);
        self.change(actor, subject, now, Some(reason), |_| {
            checked_end(at, now).map(Some).map_err(|violation| violation.of("deadline").into())
        })?;
        Ok(at)
    }

    /// Clears the member's own deadline, so that the organization's counts. [`NotFound`](Error::NotFound) if there is none.
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
        authorized_write(
            &*self.store,
            now,
            actor,
            Permission::GrantExceptions.guarded_by(self.step_up).on_member(subject),
            |tx, acting| {
                acting.reject_self(Rule::OwnException, subject)?;
                let before = exception_target(acting)?;
                let after = Membership { deadline: next(&before)?, ..before.clone() };
                let deadline_of = |member: &Membership| deadline(&acting.organization.policy_for(member), member);
                let (bound_before, bound_after) = (deadline_of(&before), deadline_of(&after));
                let lengthens = match bound_after {
                    Some(deadline) => deadline > now && bound_after > bound_before,
                    // while MFA is not enforced: a later deadline than before, or again the whole grace period
                    None => after.deadline.is_none() || after.deadline > before.deadline,
                };
                tx.memberships().update(&acting.organization.id, &after)?;
                let event = Event::DeadlineSet {
                    subject: subject.clone(),
                    before: before.deadline,
                    after: after.deadline,
                    reason,
                    lengthens,
                };
                acting.record(tx, now, &event)
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::membership::Role;
    use crate::model::outbox::{Channel, Delivery};
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;

    /// Administrators are told whether a member got more time or less; days count from now.
    #[rstest]
    #[case::more_than_none(true, None, Some(7), "later")]
    #[case::at_once(true, None, Some(0), "earlier")]
    #[case::more(true, Some(7), Some(8), "later")]
    #[case::the_same(true, Some(7), Some(7), "")]
    #[case::less(true, Some(7), Some(6), "earlier")]
    #[case::cleared_under_a_binding_requirement(true, Some(7), None, "earlier")]
    #[case::some_before_enforcement(false, None, Some(7), "later")]
    #[case::more_before_enforcement(false, Some(7), Some(8), "later")]
    #[case::the_same_before_enforcement(false, Some(7), Some(7), "")]
    #[case::less_before_enforcement(false, Some(7), Some(6), "earlier")]
    #[case::cleared_before_enforcement(false, Some(7), None, "later")]
    fn more_and_less_time_is_told(
        #[case] enforced: bool,
        #[case] before: Option<i64>,
        #[case] after: Option<i64>,
        #[case] told: &str,
    ) -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        let acme = an_organization("acme").with_member("owner", Role::Owner).with_member("alice", Role::User);
        let acme = if enforced { acme.enforcing_since("2026-01-01T00:00:00Z") } else { acme };
        acme.save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-01-02T00:00:00Z"));
        let (owner, alice) = (a_caller("owner").of("acme").acting(), SubjectId::parse("alice")?);
        let set = |days: Option<i64>| {
            let use_case = SetDeadline { store: store.clone(), clock: clock.clone(), step_up: StepUpRule::Off };
            let at = |days| clock.now() + jiff::SignedDuration::from_hours(24 * days);
            match days {
                Some(days) => use_case.execute(&owner, &alice, at(days), Justification::parse("on leave")?).map(|_| ()),
                None => use_case.clear(&owner, &alice),
            }
        };
        let mailed = || -> Vec<_> {
            let subject = |delivery: Delivery| {
                let Channel::Mail(mail) = delivery.channel;
                mail.subject
            };
            store.take_outbox().into_iter().map(subject).collect()
        };
        if before.is_some() {
            set(before)?;
            mailed();
        }
        set(after)?;
        let mails = mailed();
        assert_eq!(mails.len(), usize::from(!told.is_empty()), "{mails:?}");
        assert!(mails.iter().all(|subject| subject.contains(told)), "{mails:?}");
        Ok(())
    }
}
