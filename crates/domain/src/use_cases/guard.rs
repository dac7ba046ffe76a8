//! Guards administrative calls: an administrator must have used an authenticator.

use jiff::Timestamp;

use crate::model::access::{Decision, StepUpRule};
use crate::model::membership::Permission;
use crate::model::organization::Organization;
use crate::model::policy::EffectivePolicy;
use crate::ports::Transaction;
use crate::use_cases::acting::Acting;
use crate::use_cases::caller_state::CallerState;
use crate::{Error, Result};

/// A permission together with the rule that guards its use. An administrative permission is useless without one.
#[derive(Debug, Clone, Copy)]
pub struct GuardedPermission {
    permission: Permission,
    rule: Option<StepUpRule>,
    exception: Option<GuardException>,
}

/// A part of the guard that one use case omits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GuardException {
    /// Enforcing MFA is checked before the change only: an administrator without an authenticator may enforce it.
    Enforcing,
}

impl Permission {
    /// The permission, its use guarded by this rule.
    pub fn guarded_by(self, rule: StepUpRule) -> GuardedPermission {
        GuardedPermission { permission: self, rule: Some(rule), exception: None }
    }
}

impl From<Permission> for GuardedPermission {
    fn from(permission: Permission) -> Self {
        Self { permission, rule: None, exception: None }
    }
}

impl GuardedPermission {
    pub(crate) fn permission(self) -> Permission {
        self.permission
    }

    pub(crate) fn except(self, exception: GuardException) -> Self {
        Self { exception: Some(exception), ..self }
    }

    /// Returns the guard of one call, for the organization before the call changes it. Operators and clients are exempt.
    pub(crate) fn guard(self, acting: &Acting<'_>) -> Result<Guard> {
        let rule = match self.rule {
            _ if !self.permission.administers() || acting.membership.is_none() => StepUpRule::Off,
            Some(rule) => rule,
            None => return Err(Error::internal(format!("{} is used without its guard", self.permission.code()))),
        };
        let before = (rule != StepUpRule::Off).then(|| acting.organization.clone());
        Ok(Guard { rule, exception: self.exception, before, caller: None })
    }
}

/// Checks one administrative call before its work and again on the result.
pub(crate) struct Guard {
    rule: StepUpRule,
    exception: Option<GuardException>,
    before: Option<Organization>,
    caller: Option<CallerState>,
}

impl Guard {
    /// Checks the caller before the work, if the rule applies to any work.
    pub(crate) fn before_work(&mut self, tx: &mut dyn Transaction, acting: &Acting<'_>, now: Timestamp) -> Result<()> {
        match self.rule {
            StepUpRule::Off | StepUpRule::Weakening => Ok(()),
            StepUpRule::Required => {
                let caller = CallerState::load(tx, acting, now)?;
                self.require(&caller, caller.decision())?;
                self.caller = Some(caller);
                Ok(())
            }
        }
    }

    /// Checks the caller again after the work: if it weakened something, and under the resulting policy.
    pub(crate) fn after_work(self, tx: &mut dyn Transaction, acting: &Acting<'_>, now: Timestamp) -> Result<()> {
        let Some(before) = &self.before else { return Ok(()) };
        match (self.rule, &self.caller) {
            (StepUpRule::Weakening, _) if acting.weakens(before) => {
                let caller = CallerState::load_in(tx, acting, before, now)?;
                self.require(&caller, caller.decision())
            }
            (StepUpRule::Required, Some(caller)) if self.exception != Some(GuardException::Enforcing) => {
                let policy: EffectivePolicy = acting.organization.policy_for(&caller.membership);
                self.require(caller, &caller.decision_under(&policy, now))
            }
            _ => Ok(()),
        }
    }

    fn require(&self, caller: &CallerState, decision: &Decision) -> Result<()> {
        match decision {
            Decision::StepUp(_) => Err(caller.insufficient()),
            Decision::Enrol(methods) if self.rule == StepUpRule::Required => {
                Err(Error::MustEnrol(methods.iter().copied().collect()))
            }
            _ => Ok(()),
        }
    }
}
