//! An administrator gives a member more time, or less.

use std::sync::Arc;

use jiff::Timestamp;

use super::excepted_member::{excepted, refuse_oneself};
use super::{Justification, checked_end};
use crate::access::{StepUpRule, deadline};
use crate::error::Resource;
use crate::event::Event;
use crate::identity::{Actor, SubjectId};
use crate::membership::{Membership, Permission, authorized};
use crate::{Clock, Error, Result, Store, record};

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
    /// Demands MFA of the member from `at` on, at most 90 days ahead. A moment that is over is now.
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
