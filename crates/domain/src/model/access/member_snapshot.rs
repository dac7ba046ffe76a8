//! A member's status, independent of a session.

use std::collections::BTreeSet;

use derive_more::Display;
use jiff::Timestamp;

use super::{AllowReason, Decision, Evidence, Facts, Judgement, RouteRequirement, judge};
use crate::model::identity::Method;
use crate::model::membership::Membership;
use crate::model::policy::EffectivePolicy;
use crate::model::violation::Violation;

/// An active member with active methods and the newest evidence of any session that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberSnapshot {
    /// The membership.
    pub membership: Membership,
    /// The methods of the member's active authenticators.
    pub active: BTreeSet<Method>,
    /// The newest evidence of each kind.
    pub evidence: Vec<Evidence>,
}

/// A member's state: what the gate would decide in the session in which the member verified last. The identity provider's
/// own MFA is not considered: only tokens contain it.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[display("{}", self.as_str())]
pub enum MemberState {
    /// The member used MFA recently enough.
    Verified,
    /// The member holds an authenticator that counts.
    Enrolled,
    /// The member holds none and is in grace.
    InGrace,
    /// The member holds none and the deadline has passed.
    Overdue,
    /// The member holds none and is exempt.
    Exempt,
    /// The member holds none and none is required.
    NotRequired,
    /// A machine identity.
    Service,
}

impl MemberState {
    /// Every state.
    pub const ALL: [Self; 7] =
        [Self::Verified, Self::Enrolled, Self::InGrace, Self::Overdue, Self::Exempt, Self::NotRequired, Self::Service];

    /// The stable name, as stored and audited.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Enrolled => "enrolled",
            Self::InGrace => "in_grace",
            Self::Overdue => "overdue",
            Self::Exempt => "exempt",
            Self::NotRequired => "not_required",
            Self::Service => "service",
        }
    }

    /// The state with this exact name.
    pub fn parse(name: &str) -> Result<Self, Violation> {
        Self::ALL.into_iter().find(|state| state.as_str() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.map(Self::as_str).into();
            Violation::new(format!("must be one of {}", names.join(", ")))
        })
    }
}

impl MemberSnapshot {
    /// Decides as the gate would.
    pub fn judged(&self, policy: &EffectivePolicy, now: Timestamp) -> Judgement {
        let membership = Some(&self.membership);
        let facts = Facts {
            policy,
            membership,
            active: &self.active,
            evidence: &self.evidence,
            requirement: RouteRequirement::NONE,
        };
        judge(&facts, now)
    }
}

impl MemberState {
    /// The state that corresponds to a decision.
    pub fn of(decision: &Decision) -> Self {
        match decision {
            Decision::Allow(AllowReason::Service) => Self::Service,
            Decision::Allow(AllowReason::Verified) => Self::Verified,
            Decision::Allow(AllowReason::NotRequired) => Self::NotRequired,
            Decision::Allow(AllowReason::Exempt { .. }) => Self::Exempt,
            Decision::Allow(AllowReason::Grace { .. }) => Self::InGrace,
            Decision::StepUp(_) => Self::Enrolled,
            Decision::Enrol(_) | Decision::Deny(_) => Self::Overdue,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_parses_exact_names_only() {
        assert_eq!(
            MemberState::ALL.map(MemberState::as_str),
            ["verified", "enrolled", "in_grace", "overdue", "exempt", "not_required", "service"]
        );
        for one in MemberState::ALL {
            assert_eq!(MemberState::parse(one.as_str()).ok(), Some(one));
        }
        assert!(MemberState::parse("").is_err() && MemberState::parse("Pass").is_err());
    }
}
