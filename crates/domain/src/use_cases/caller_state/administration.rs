//! What a caller may administer, and which of their authenticators are too recent for it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{CallerState, Settled, active_methods};
use crate::error::Requirement;
use crate::model::access::{
    AdministrativeRequirement, Decision, Evidence, Facts, Means, RouteRequirement, decide_administration,
};
use crate::model::authenticator::{Authenticator, EnrolmentChannel};
use crate::model::identity::Method;
use crate::model::organization::Organization;
use crate::model::policy::EffectivePolicy;
use crate::{Error, Result};

impl Settled {
    /// What is settled among these authenticators, without the evidence.
    pub(super) fn of(authenticators: &[Authenticator], now: Timestamp) -> Self {
        let until = |one: &Authenticator| one.enrolment.too_recent_until(now);
        let settled: Vec<_> = authenticators.iter().filter(|one| until(one).is_none()).cloned().collect();
        let too_recent = authenticators.iter().filter(|one| until(one).is_some()).map(|one| one.id).collect();
        let opens_at = authenticators.iter().filter(|one| one.is_active()).filter_map(until).min();
        Self { methods: active_methods(&settled), evidence: Vec::new(), fresh: Vec::new(), too_recent, opens_at }
    }
}

impl CallerState {
    /// Requires what an administrative read requires of the caller, under this policy: evidence as strong as the strongest
    /// settled authenticator.
    pub(crate) fn may_read(
        &self,
        policy: &EffectivePolicy,
        requirement: AdministrativeRequirement,
        now: Timestamp,
    ) -> Result<()> {
        let held = if self.settled.methods.is_empty() { &self.active_methods } else { &self.settled.methods };
        self.may_administer(held, &self.evidence, (policy, requirement), now)
    }

    /// Requires what an administrative write requires: the same, by evidence of settled authenticators. Callers who hold no
    /// settled one that the policy counts must wait, or confirm an enrolment.
    pub(crate) fn may_write(
        &self,
        policy: &EffectivePolicy,
        requirement: AdministrativeRequirement,
        now: Timestamp,
        channels: impl FnOnce() -> Result<Vec<EnrolmentChannel>>,
    ) -> Result<()> {
        let required = (policy, requirement);
        let judged = self.may_administer(&self.settled.methods, &self.settled.evidence, required, now);
        let Some(until) = self.settled.opens_at else { return judged };
        match judged {
            Ok(()) => Ok(()),
            Err(Error::InsufficientAuthentication(_)) if !self.settled.methods.is_empty() => judged,
            Err(_) => {
                self.may_administer(&self.active_methods, &self.evidence, required, now)?;
                Err(Error::EnrolmentTooRecent { until, channels: channels()? })
            }
        }
    }

    fn may_administer(
        &self,
        held: &BTreeSet<Method>,
        evidence: &[Evidence],
        (policy, requirement): (&EffectivePolicy, AdministrativeRequirement),
        now: Timestamp,
    ) -> Result<()> {
        let membership = Some(&self.membership);
        let facts = Facts { policy, membership, active: held, evidence, requirement: RouteRequirement::NONE };
        match decide_administration(&facts, requirement, now) {
            Decision::Allow(_) => Ok(()),
            Decision::StepUp(methods) => {
                let maximum_age = requirement.maximum_age.min(policy.maximum_age().get());
                let methods = methods.into_iter().collect();
                Err(Error::InsufficientAuthentication(Requirement { methods, maximum_age }))
            }
            Decision::Enrol(methods) => Err(Error::MustEnrol(methods.into_iter().collect())),
            Decision::Deny(_) => Err(Error::internal("an administrator who is denied everything")),
        }
    }

    /// Whether the caller opened the window in which enforcing MFA can be undone, the policy has not changed since, and the
    /// caller verified in this session if they have enrolled since.
    pub(crate) fn may_undo(&self, organization: &Organization, now: Timestamp) -> bool {
        let requirement = AdministrativeRequirement { verified: true, maximum_age: u32::MAX };
        organization.is_undo_open_for(&self.membership.subject, &self.session, now)
            && (self.active_methods.is_empty() || self.may_read(&self.policy, requirement, now).is_ok())
    }

    /// Whether settled evidence that is not a recovery code verifies the session.
    pub(crate) fn is_verified_by_settled(&self) -> bool {
        self.settled.fresh.iter().any(|one| one.means.strength().is_some())
    }

    /// Whether settled evidence of the session supports an authenticator of this method that is enrolled in it: it is at least
    /// as strong. A link supports none, and neither does a recovery code.
    pub(crate) fn supports(&self, method: Method) -> bool {
        let supports = |one: &Evidence| {
            one.means != Means::Method(Method::MagicLink)
                && one.means.strength().is_some_and(|strength| Some(strength) >= method.strength())
        };
        self.settled.fresh.iter().any(supports)
    }
}
