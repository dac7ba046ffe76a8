//! How a member stands to their organization's demand, seen from outside of any session.

use std::collections::BTreeSet;

use derive_more::Display;
use jiff::Timestamp;

use super::{AllowReason, Decision, Evidence, Facts, Judgement, RouteRequirement, judge};
use crate::model::identity::Method;
use crate::model::membership::Membership;
use crate::model::policy::EffectivePolicy;
use crate::{Error, Result};

/// An active member, what they hold, and what they proved lately in any session that was not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberSnapshot {
    /// Who.
    pub membership: Membership,
    /// The kinds of their active authenticators.
    pub active: BTreeSet<Method>,
    /// The newest evidence of each kind.
    pub evidence: Vec<Evidence>,
}

/// How a member stands, in a word. It is the decision that the gate would come to in the session that they verified
/// last, by what was proved here: what an identity provider's token tells of its own MFA is known only when one comes.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[display("{}", self.as_str())]
pub enum MemberState {
    /// They used MFA, lately enough.
    Verified,
    /// They hold an authenticator that counts.
    Enrolled,
    /// They hold none, and have time.
    InGrace,
    /// They hold none, and their time is over.
    Overdue,
    /// They hold none, and it is not demanded of them for a while.
    Exempt,
    /// They hold none, and nobody demands it.
    NotRequired,
    /// A machine.
    Service,
}

impl MemberState {
    /// Every state.
    pub const ALL: [Self; 7] =
        [Self::Verified, Self::Enrolled, Self::InGrace, Self::Overdue, Self::Exempt, Self::NotRequired, Self::Service];

    /// The name, exactly as it is written.
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

    /// The state of exactly this name.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.map(Self::as_str).into();
            Error::invalid("state", format!("must be one of {}", names.join(", ")))
        })
    }
}

impl MemberSnapshot {
    /// What the gate would decide.
    pub fn judged(&self, policy: &EffectivePolicy, now: Timestamp) -> Judgement {
        let membership = Some(&self.membership);
        let facts = Facts {
            policy,
            membership,
            active: &self.active,
            evidence: &self.evidence,
            demand: RouteRequirement::NONE,
        };
        judge(&facts, now)
    }
}

impl MemberState {
    /// The state that a decision amounts to.
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
    fn a_state_is_read_by_its_exact_name() {
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
