//! The decision: a pure function of facts and `now`.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{Evidence, RouteRequirement};
use crate::model::identity::AllowedMethod;
use crate::model::identity::Method;
use crate::model::membership::{MemberKind, Membership};
use crate::model::policy::EffectivePolicy;

/// The facts that a decision rests on.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The organization's policy.
    pub policy: &'a EffectivePolicy,
    /// The membership, if there is one.
    pub membership: Option<&'a Membership>,
    /// The methods of the member's active authenticators.
    pub active: &'a BTreeSet<Method>,
    /// The evidence of this session.
    pub evidence: &'a [Evidence],
    /// The route's requirement beyond the policy.
    pub requirement: RouteRequirement,
}

/// Why a request is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllowReason {
    /// A declared machine identity.
    Service,
    /// MFA was used recently enough.
    Verified,
    /// MFA is not required.
    NotRequired,
    /// The member is exempt.
    Exempt {
        /// When it ends.
        until: Timestamp,
    },
    /// The member is in grace.
    Grace {
        /// When it ends.
        until: Timestamp,
    },
}

impl AllowReason {
    /// The stable name, as stored and audited.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Verified => "verified",
            Self::NotRequired => "not_required",
            Self::Exempt { .. } => "exempt",
            Self::Grace { .. } => "grace",
        }
    }

    /// When the reason ends.
    pub fn until(self) -> Option<Timestamp> {
        match self {
            Self::Exempt { until } | Self::Grace { until } => Some(until),
            Self::Service | Self::Verified | Self::NotRequired => None,
        }
    }
}

/// Why a request is denied, whatever its subject does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DenialReason {
    /// The subject is no member of the organization.
    NotAMember,
    /// No method that the organization allows meets the route's requirement.
    Unmeetable,
}

/// The decision about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The request is allowed.
    Allow(AllowReason),
    /// The member must use one of these methods first.
    StepUp(BTreeSet<Method>),
    /// The member must enrol one of these methods first.
    Enrol(BTreeSet<AllowedMethod>),
    /// The request is denied.
    Deny(DenialReason),
}

/// A decision and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The decision.
    pub decision: Decision,
    /// Whether the organization's requirement binds this member now.
    pub binding: bool,
    /// The member's deadline, if the organization enforces MFA; also of an exempt member.
    pub deadline: Option<Timestamp>,
    /// When the member's exemption ends.
    pub exempt_until: Option<Timestamp>,
    /// The maximum age of a verification in seconds.
    pub maximum_age: u32,
    /// The evidence that the decision rests on.
    pub evidence: Option<Evidence>,
}

/// Decides. A member who has set MFA up must use it whether or not it is enforced.
pub fn decide(facts: &Facts<'_>, now: Timestamp) -> Decision {
    judge(facts, now).decision
}

/// Decides, and returns what the decision rests on.
pub fn judge(facts: &Facts<'_>, now: Timestamp) -> Judgement {
    let Facts { policy, requirement, .. } = *facts;
    let maximum_age =
        requirement.maximum_age.map_or(policy.maximum_age().get(), |age| age.min(policy.maximum_age().get()));
    let unbound = |decision| {
        let (deadline, exempt_until, evidence) = (None, None, None);
        Judgement { decision, binding: false, deadline, exempt_until, maximum_age, evidence }
    };
    let Some(membership) = facts.membership.filter(|membership| membership.is_active()) else {
        return unbound(Decision::Deny(DenialReason::NotAMember));
    };
    if membership.kind == MemberKind::Service {
        return unbound(Decision::Allow(AllowReason::Service));
    }
    let deadline = deadline(policy, membership);
    let exempt_until = membership.exemption_at(now).map(|exemption| exemption.ends_at);
    let binding = exempt_until.is_none() && deadline.is_some_and(|deadline| now >= deadline);
    let judged = |decision, evidence| Judgement { decision, binding, deadline, exempt_until, maximum_age, evidence };

    let allowed = |method: AllowedMethod| !binding || policy.methods().contains(method);
    let strong_enough = |resistant: bool| resistant || !requirement.phishing_resistant;
    let passes = |evidence: &&Evidence| {
        evidence.is_named_by(policy)
            && allowed(evidence.means.counts_as())
            && strong_enough(evidence.means.is_phishing_resistant())
            && evidence.is_younger_than(maximum_age, now)
    };
    if let Some(evidence) = facts.evidence.iter().find(passes) {
        return judged(Decision::Allow(AllowReason::Verified), Some(*evidence));
    }
    let usable = |method: &Method| allowed(method.counts_as()) && strong_enough(method.is_phishing_resistant());
    let usable: BTreeSet<Method> = facts.active.iter().copied().filter(usable).collect();
    if !usable.is_empty() {
        return judged(Decision::StepUp(usable), None);
    }
    // an attacker may know the password of a member who disavowed an authenticator: grace and exemption would let both pass
    let disavowed = policy.enforced() && membership.disavowed_at.is_some();
    if !binding && !disavowed && !requirement.is_raised() {
        let reason = match (exempt_until, deadline) {
            (_, None) => AllowReason::NotRequired,
            (Some(until), Some(_)) => AllowReason::Exempt { until },
            (None, Some(until)) => AllowReason::Grace { until },
        };
        return judged(Decision::Allow(reason), None);
    }
    let meets = |method: &AllowedMethod| strong_enough(method.can_resist_phishing());
    let methods: BTreeSet<AllowedMethod> = policy.methods().iter().filter(meets).collect();
    let decision = if methods.is_empty() { Decision::Deny(DenialReason::Unmeetable) } else { Decision::Enrol(methods) };
    judged(decision, None)
}

/// A member's deadline: the member's own, else the later of the requirement's beginning and the first joining, plus the
/// grace period. An own deadline before the requirement's beginning belongs to an earlier requirement.
pub(crate) fn deadline(policy: &EffectivePolicy, membership: &Membership) -> Option<Timestamp> {
    let since = policy.required_since().filter(|_| policy.enforced())?;
    if let Some(own) = membership.deadline.filter(|own| *own >= since) {
        return Some(own);
    }
    let grace = SignedDuration::from_hours(24 * i64::from(policy.grace().get()));
    Some(since.max(membership.first_joined_at).saturating_add(grace).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
