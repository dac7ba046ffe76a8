//! The decision: a pure function of what is known, and of now.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{Evidence, RouteRequirement};
use crate::model::identity::Method;
use crate::model::membership::{MemberKind, Membership};
use crate::model::policy::{AllowedMethod, EffectivePolicy};

/// What is known of a member.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What their organization demands.
    pub policy: &'a EffectivePolicy,
    /// Their membership, if there is one.
    pub membership: Option<&'a Membership>,
    /// The kinds of their active authenticators.
    pub active: &'a BTreeSet<Method>,
    /// What they proved in this session.
    pub evidence: &'a [Evidence],
    /// What is asked for beyond the policy.
    pub demand: RouteRequirement,
}

/// Why a request may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllowReason {
    /// A declared machine identity.
    Service,
    /// MFA was used, lately enough.
    Verified,
    /// Nobody demands it.
    NotRequired,
    /// It is demanded, but not of this member.
    Exempt {
        /// Until when.
        until: Timestamp,
    },
    /// It is demanded, but not yet of this member.
    Grace {
        /// Until when.
        until: Timestamp,
    },
}

impl AllowReason {
    /// The name, exactly as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Verified => "verified",
            Self::NotRequired => "not_required",
            Self::Exempt { .. } => "exempt",
            Self::Grace { .. } => "grace",
        }
    }

    /// Until when it holds by itself.
    pub fn until(self) -> Option<Timestamp> {
        match self {
            Self::Exempt { until } | Self::Grace { until } => Some(until),
            Self::Service | Self::Verified | Self::NotRequired => None,
        }
    }
}

/// Why a request may not pass, whatever its subject does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DenialReason {
    /// They belong to no such organization.
    NotAMember,
    /// Nothing that their organization allows meets what is asked for.
    Unmeetable,
}

/// Whether a request may pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It may.
    Allow(AllowReason),
    /// An authenticator is there and must be used first.
    StepUp(BTreeSet<Method>),
    /// An authenticator must be enrolled first.
    Enrol(BTreeSet<AllowedMethod>),
    /// It may not.
    Deny(DenialReason),
}

/// A decision and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The decision.
    pub decision: Decision,
    /// Whether the organization's demand binds this member now.
    pub binding: bool,
    /// From when on it does, if the organization enforces MFA: also of who is exempt.
    pub deadline: Option<Timestamp>,
    /// Until when they are exempt, if they are.
    pub exempt_until: Option<Timestamp>,
    /// How many seconds a verification counts.
    pub maximum_age: u32,
    /// The evidence that it passed by.
    pub evidence: Option<Evidence>,
}

/// Decides. Enforced or not: who set MFA up is asked for it.
pub fn decide(facts: &Facts<'_>, now: Timestamp) -> Decision {
    judge(facts, now).decision
}

/// Decides, and tells what the decision rests on.
pub fn judge(facts: &Facts<'_>, now: Timestamp) -> Judgement {
    let Facts { policy, demand, .. } = *facts;
    let maximum_age = demand.maximum_age.map_or(policy.maximum_age().get(), |age| age.min(policy.maximum_age().get()));
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
    let strong_enough = |resistant: bool| resistant || !demand.phishing_resistant;
    let passes = |evidence: &&Evidence| {
        let means = evidence.means.counts_as();
        // the provider's own MFA counts only where it is named, binding or not
        let named = means != AllowedMethod::IdentityProvider || policy.methods().contains(means);
        named
            && allowed(means)
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
    if !binding && !demand.is_raised() {
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

/// From when on the demand binds a member: their own deadline, or else the later of the demand and their first joining,
/// plus the grace period. A deadline of their own that lies before the demand was one of an earlier demand.
pub(crate) fn deadline(policy: &EffectivePolicy, membership: &Membership) -> Option<Timestamp> {
    let since = policy.demand_since().filter(|_| policy.enforced())?;
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
