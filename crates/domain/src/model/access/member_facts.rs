//! What a decision about a caller needs to know.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{CallerKey, CallerSession, Evidence, Facts, Judgement, RouteRequirement, judge};
use crate::error::NoOrganization;
use crate::model::identity::{Method, OrganizationId};
use crate::model::membership::Membership;
use crate::model::organization::Organization;
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
    /// The newest evidence of each method in the caller's session, newest first.
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
    /// Combines what a store has found by `key`: `verifications` are those of the key's session that has not ended.
    pub fn new(
        key: &CallerKey,
        organization: &Organization,
        membership: Membership,
        active: BTreeSet<Method>,
        mut verifications: Vec<Evidence>,
    ) -> Self {
        verifications.sort_by_key(|verification| Reverse(verification.verified_at));
        let mut evidence: Vec<Evidence> = Vec::new();
        for verification in verifications {
            if evidence.iter().all(|newer| newer.means != verification.means) {
                evidence.push(verification);
            }
        }
        Self {
            organization: organization.id.clone(),
            policy: organization.policy_for(&membership),
            membership: Some(membership),
            active,
            session_over: matches!(key.session, CallerSession::Own(_)) && evidence.is_empty(),
            evidence,
        }
    }

    /// The decision.
    pub fn judged(&self, demand: RouteRequirement, now: Timestamp) -> Judgement {
        let (membership, evidence) = (self.membership.as_ref(), &*self.evidence);
        judge(&Facts { policy: &self.policy, membership, active: &self.active, evidence, demand }, now)
    }
}
