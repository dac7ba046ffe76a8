//! What a decision about a caller needs to know.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{CallerKey, CallerSession, Evidence, Facts, Judgement, RouteRequirement, judge};
use crate::model::identity::NoOrganization;
use crate::model::identity::{Logouts, Method, OrganizationId};
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::model::policy::EffectivePolicy;

/// The facts that a decision about a member rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberFacts {
    /// The organization.
    pub organization: OrganizationId,
    /// The organization's policy.
    pub policy: EffectivePolicy,
    /// The membership, also an ended one.
    pub membership: Option<Membership>,
    /// The methods of the member's active authenticators.
    pub active: BTreeSet<Method>,
    /// The newest evidence of each method in the caller's session, newest first.
    pub evidence: Vec<Evidence>,
    /// Whether the token is one of ours whose session has ended.
    pub session_over: bool,
    /// The logouts at the identity provider; they end tokens by the time of their login.
    pub logouts: Logouts,
}

/// The organization that a caller acts in, if any, with the facts of the member there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallerContext {
    /// The caller is in this organization.
    Member(Box<MemberFacts>),
    /// The caller acts in no organization.
    NoOrganization(NoOrganization),
}

impl MemberFacts {
    /// Combines what a store has found by `key`: `verifications` are those of the key's session that has not ended.
    pub fn new(
        key: &CallerKey,
        organization: &Organization,
        membership: Membership,
        active: BTreeSet<Method>,
        verifications: impl IntoIterator<Item = Evidence>,
        logouts: Logouts,
    ) -> Self {
        let evidence = Evidence::newest_of_each(verifications);
        Self {
            organization: organization.id.clone(),
            policy: organization.policy_for(&membership),
            membership: Some(membership),
            active,
            session_over: matches!(key.session, CallerSession::Own(_)) && evidence.is_empty(),
            evidence,
            logouts,
        }
    }

    /// Decides under a route's requirement. `provider` is the evidence of the identity provider's own MFA.
    pub fn judged(&self, provider: Option<Evidence>, requirement: RouteRequirement, now: Timestamp) -> Judgement {
        let mut evidence = Cow::Borrowed(&*self.evidence);
        if let Some(provider) = provider {
            evidence.to_mut().push(provider);
        }
        let (membership, evidence) = (self.membership.as_ref(), &*evidence);
        judge(&Facts { policy: &self.policy, membership, active: &self.active, evidence, requirement }, now)
    }
}
