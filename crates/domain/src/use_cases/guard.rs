//! Guards administrative calls: our administrative API is a door like every other.

use jiff::Timestamp;

use crate::error::Resource;
use crate::model::access::{AdministrativeRequirement, StepUpRule};
use crate::model::identity::SubjectId;
use crate::model::membership::{Membership, Permission};
use crate::ports::Transaction;
use crate::use_cases::acting::Acting;
use crate::use_cases::caller_state::CallerState;
use crate::{Error, Result};

/// A permission together with the rule that guards its use, and the target that it is used on. An administrative
/// permission is useless without a rule.
#[derive(Debug, Clone, Copy)]
pub struct GuardedPermission<'t> {
    permission: Permission,
    rule: Option<StepUpRule>,
    exception: Option<GuardException>,
    target: Option<Target<'t>>,
}

/// Calls that the guard lets pass unasked. [`EnforceMfa`](super::policy::EnforceMfa) alone makes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GuardException {
    /// Enforcing MFA never asks.
    Enforcing,
    /// Whoever enforced MFA without holding an authenticator may undo it for an hour.
    Undoing,
}

/// What a permission is used on, other than the actor's organization as a whole.
#[derive(Debug, Clone, Copy)]
enum Target<'t> {
    /// The organization with this id, which must be the actor's.
    Organization(&'t str),
    /// This member.
    Member(&'t SubjectId),
}

impl Permission {
    /// The permission, its use guarded by this rule.
    pub fn guarded_by(self, rule: StepUpRule) -> GuardedPermission<'static> {
        GuardedPermission { rule: Some(rule), ..GuardedPermission::from(self) }
    }
}

impl From<Permission> for GuardedPermission<'_> {
    fn from(permission: Permission) -> Self {
        Self { permission, rule: None, exception: None, target: None }
    }
}

impl<'t> GuardedPermission<'t> {
    pub(crate) fn permission(self) -> Permission {
        self.permission
    }

    pub(crate) fn except(self, exception: GuardException) -> Self {
        Self { exception: Some(exception), ..self }
    }

    /// The permission, used on the organization with this id.
    pub(crate) fn on_organization(self, id: &'t str) -> Self {
        Self { target: Some(Target::Organization(id)), ..self }
    }

    /// The permission, used on this member. [`Acting::target`] is their membership then.
    pub(crate) fn on_member(self, subject: &'t SubjectId) -> Self {
        Self { target: Some(Target::Member(subject)), ..self }
    }

    /// Finds the target: an active member, and for a change not one above the actor.
    pub(crate) fn find_target(self, tx: &mut dyn Transaction, acting: &Acting<'_>) -> Result<Option<Membership>> {
        let id = &acting.organization.id;
        match self.target {
            None => Ok(None),
            Some(Target::Organization(named)) if id.as_str() == named => Ok(None),
            Some(Target::Organization(_)) => Err(Error::Forbidden(self.permission)),
            Some(Target::Member(subject)) => {
                if self.permission.allows_change() {
                    return acting.find_target(tx, self.permission, subject).map(Some);
                }
                let member = tx.memberships().find(id, subject)?.filter(Membership::is_active);
                member.map(Some).ok_or(Error::NotFound(Resource::Membership))
            }
        }
    }

    /// Returns the guard of one call. Operators and clients are exempt.
    pub(crate) fn guard(self, acting: &Acting<'_>) -> Result<Guard> {
        let rule = match self.rule {
            _ if !self.permission.administers() || acting.membership.is_none() => StepUpRule::Off,
            Some(rule) => rule,
            None => return Err(Error::internal(format!("{} is used without its guard", self.permission.code()))),
        };
        Ok(Guard { rule, exception: self.exception, writes: self.permission.allows_change(), caller: None })
    }
}

/// Judges one administrative call before its work, and again under the policy that the work left.
pub(crate) struct Guard {
    rule: StepUpRule,
    exception: Option<GuardException>,
    writes: bool,
    caller: Option<CallerState>,
}

impl Guard {
    /// Judges the caller before the work.
    pub(crate) fn before_work(&mut self, tx: &mut dyn Transaction, acting: &Acting<'_>, now: Timestamp) -> Result<()> {
        if self.rule == StepUpRule::Off || self.exception == Some(GuardException::Enforcing) {
            return Ok(());
        }
        let caller = CallerState::load(tx, acting, now)?;
        if self.exception == Some(GuardException::Undoing) && caller.may_undo(&acting.organization, now) {
            return Ok(());
        }
        self.require(tx, acting, &caller, now)?;
        self.caller = Some(caller);
        Ok(())
    }

    /// Judges the caller, if they were judged before, under the policy of the organization as the work left it.
    pub(crate) fn after_work(self, tx: &mut dyn Transaction, acting: &Acting<'_>, now: Timestamp) -> Result<()> {
        self.caller.as_ref().map_or(Ok(()), |caller| self.require(tx, acting, caller, now))
    }

    fn require(
        &self,
        tx: &mut dyn Transaction,
        acting: &Acting<'_>,
        caller: &CallerState,
        now: Timestamp,
    ) -> Result<()> {
        let policy = acting.organization.policy_for(&caller.membership);
        let age_of_writes = |age: u32| if self.writes { age } else { u32::MAX };
        let requirement = match self.rule {
            StepUpRule::Off => return Ok(()),
            StepUpRule::Guarded(age) => AdministrativeRequirement {
                verified: self.writes && policy.enforced(),
                maximum_age: age_of_writes(age.get()),
            },
            StepUpRule::Always(age) => {
                AdministrativeRequirement { verified: true, maximum_age: age_of_writes(age.get()) }
            }
        };
        if !self.writes {
            return caller.may_read(&policy, requirement, now);
        }
        caller.may_write(&policy, requirement, now, || caller.enrolment_channels(tx, acting, now))
    }
}

#[cfg(test)]
mod tests;
