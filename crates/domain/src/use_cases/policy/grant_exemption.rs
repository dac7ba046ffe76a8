//! Grants, ends and lists exemptions.

use std::sync::Arc;

use jiff::Timestamp;

use super::{find_exception_target, granter_name};
use crate::error::Resource;
use crate::model::access::StepUpRule;
use crate::model::audit::Event;
use crate::model::identity::{Actor, SubjectId};
use crate::model::membership::{Membership, Permission};
use crate::model::page::{Page, PageSize};
use crate::model::policy::{Exemption, Justification, checked_end};
use crate::model::rule::Rule;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::{authorized_read, authorized_write};
use crate::{Error, Result};

/// Exempts a member from MFA, with a reason and until a moment at most 90 days ahead. For owners, administrators and
/// operators; no member exempts themselves.
pub struct GrantExemption {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// When an administrator must have used an authenticator.
    pub step_up: StepUpRule,
}

impl GrantExemption {
    /// Exempts the member until `ends_at`; replaces an exemption that they have.
    pub fn execute(
        &self,
        actor: &Actor,
        subject: &SubjectId,
        ends_at: Timestamp,
        reason: Justification,
    ) -> Result<Exemption> {
        let now = self.clock.now();
        authorized_write(
            &*self.store,
            now,
            actor,
            Permission::GrantExceptions.guarded_by(self.step_up),
            |tx, acting| {
                acting.reject_self(Rule::OwnException, subject)?;
                let member = find_exception_target(tx, acting, subject)?;
                if ends_at <= now {
                    return Err(Error::invalid("until", "must be ahead"));
                }
                let ends_at = checked_end(ends_at, now).map_err(|violation| violation.of("until"))?;
                let exemption = Exemption { reason, granted_by: granter_name(actor), granted_at: now, ends_at };
                let before = member.exemption_at(now).cloned();
                let member = Membership { exemption: Some(exemption.clone()), ..member };
                tx.memberships().update(&acting.organization.id, &member)?;
                let event = Event::ExemptionGranted { subject: subject.clone(), before, after: exemption.clone() };
                acting.record(tx, now, &event)?;
                Ok(exemption)
            },
        )
    }
}

/// Ends an exemption early. For those who may grant one; their own included.
pub struct EndExemption {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// When an administrator must have used an authenticator.
    pub step_up: StepUpRule,
}

impl EndExemption {
    /// Ends the exemption. [`NotFound`](Error::NotFound) if the member is not exempt now.
    pub fn execute(&self, actor: &Actor, subject: &SubjectId) -> Result<()> {
        let now = self.clock.now();
        authorized_write(
            &*self.store,
            now,
            actor,
            Permission::GrantExceptions.guarded_by(self.step_up),
            |tx, acting| {
                let member = find_exception_target(tx, acting, subject)?;
                let exemption = member.exemption_at(now).cloned().ok_or(Error::NotFound(Resource::Exemption))?;
                tx.memberships().update(&acting.organization.id, &Membership { exemption: None, ..member })?;
                acting.record(tx, now, &Event::ExemptionEnded(subject.clone(), exemption))
            },
        )
    }
}

/// Lists the members who are exempt now.
pub struct ListExemptions {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// When an administrator must have used an authenticator.
    pub step_up: StepUpRule,
}

impl ListExemptions {
    /// The exempt members after `after`, by subject.
    pub fn execute(
        &self,
        actor: &Actor,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<Membership, SubjectId>> {
        let now = self.clock.now();
        authorized_read(&*self.store, now, actor, Permission::ReadMembers.guarded_by(self.step_up), |tx, acting| {
            tx.memberships().exempt(&acting.organization.id, now, after, size)
        })
    }
}

#[cfg(test)]
mod tests;
