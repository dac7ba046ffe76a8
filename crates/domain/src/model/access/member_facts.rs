//! What a decision about a caller needs to know.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Evidence, Facts, Judgement, RouteRequirement, judge};
use crate::error::NoOrganization;
use crate::model::identity::{Method, OrganizationId};
use crate::model::membership::Membership;
use crate::model::policy::EffectivePolicy;

/// What is known of a caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberFacts {
    /// In which organization.
    pub organization: OrganizationId,
    /// What that demands.
    pub policy: EffectivePolicy,
    /// Their membership there, ended or not, if there ever was one.
    pub membership: Option<Membership>,
    /// The kinds of their active authenticators.
    pub active: BTreeSet<Method>,
    /// What they proved in the session that they ask in, and what their token tells of the identity provider's own MFA:
    /// of each means the newest.
    pub evidence: Vec<Evidence>,
    /// Whether they ask with a token of ours whose session is over: then it speaks for nobody.
    pub session_over: bool,
}

/// Whether there is anything to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallerContext {
    /// They act in an organization.
    Member(Box<MemberFacts>),
    /// They act in none.
    NoOrganization(NoOrganization),
}

impl MemberFacts {
    /// The decision.
    pub fn judged(&self, demand: RouteRequirement, now: Timestamp) -> Judgement {
        let (membership, evidence) = (self.membership.as_ref(), &*self.evidence);
        judge(&Facts { policy: &self.policy, membership, active: &self.active, evidence, demand }, now)
    }
}
