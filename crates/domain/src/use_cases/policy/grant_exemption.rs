//! An administrator exempts a member from MFA for a while, or no longer.

use std::sync::Arc;

use jiff::Timestamp;

use super::{excepted, name_of, refuse_oneself};
use crate::error::Resource;
use crate::model::access::StepUpRule;
use crate::model::audit::Event;
use crate::model::identity::{Actor, SubjectId};
use crate::model::membership::{Membership, Permission};
use crate::model::page::{Page, PageSize};
use crate::model::policy::{Exemption, Justification, checked_end};
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized;
use crate::use_cases::record::record;
use crate::{Error, Result};

/// Exempts a member: with a reason, and with an end at most 90 days ahead, after which nobody has to do anything. For
/// owners, administrators and operators, and for nobody themselves.
pub struct GrantExemption {
    /// Where memberships are kept.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What an administrator must have proved.
    pub step_up: StepUpRule,
}

impl GrantExemption {
    /// Exempts the member until `ends_at`, in the place of an exemption that they have.
    pub fn execute(
        &self,
        actor: &Actor,
        subject: &SubjectId,
        ends_at: Timestamp,
        reason: Justification,
    ) -> Result<Exemption> {
        let now = self.clock.now();
        authorized(&*self.store, now, actor, Permission::GrantExceptions, |tx, organization| {
            refuse_oneself(actor, subject)?;
            let member = excepted(tx, actor, &organization.id, subject)?;
            if ends_at <= now {
                return Err(Error::invalid("until", "must be ahead"));
            }
            let ends_at = checked_end("until", ends_at, now)?;
            self.step_up.hold(tx, actor, &organization, true, now)?;
            let exemption = Exemption { reason, granted_by: name_of(actor), granted_at: now, ends_at };
            let before = member.exemption_at(now).cloned();
            let member = Membership { exemption: Some(exemption.clone()), ..member };
            tx.memberships().update(&organization.id, &member)?;
            let event = Event::ExemptionGranted { subject: subject.clone(), before, after: exemption.clone() };
            record(tx, actor, &organization, now, &event)?;
            Ok(exemption)
        })
    }
}

/// Ends an exemption before its end. Whoever may grant one may end one, their own too.
pub struct EndExemption {
    /// Where memberships are kept.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What an administrator must have proved.
    pub step_up: StepUpRule,
}

impl EndExemption {
    /// Ends it. [`NotFound`](Error::NotFound) if there is none that counts.
    pub fn execute(&self, actor: &Actor, subject: &SubjectId) -> Result<()> {
        let now = self.clock.now();
        authorized(&*self.store, now, actor, Permission::GrantExceptions, |tx, organization| {
            let member = excepted(tx, actor, &organization.id, subject)?;
            let exemption = member.exemption_at(now).cloned().ok_or(Error::NotFound(Resource::Exemption))?;
            self.step_up.hold(tx, actor, &organization, false, now)?;
            tx.memberships().update(&organization.id, &Membership { exemption: None, ..member })?;
            record(tx, actor, &organization, now, &Event::ExemptionEnded(subject.clone(), exemption))
        })
    }
}

/// Lists the members who are exempt now.
pub struct ListExemptions {
    /// Where memberships are kept.
    pub store: Arc<dyn Store>,
    /// Which exemptions still count.
    pub clock: Arc<dyn Clock>,
    /// What an administrator must have proved.
    pub step_up: StepUpRule,
}

impl ListExemptions {
    /// The members after `after`, by subject; each has an exemption.
    pub fn execute(
        &self,
        actor: &Actor,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<Membership, SubjectId>> {
        let now = self.clock.now();
        authorized(&*self.store, now, actor, Permission::ReadMembers, |tx, organization| {
            self.step_up.hold(tx, actor, &organization, false, now)?;
            tx.memberships().exempt(&organization.id, now, after, size)
        })
    }
}

#[cfg(test)]
mod tests;
