//! What a decision about a caller needs to know.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Demand, Evidence, Facts, Judgement, judge};
use crate::{Error, Result};
use crate::error::NoOrganization;
use crate::model::authenticator::Authenticator;
use crate::model::identity::{Actor, Caller, Method, OrganizationId};
use crate::model::membership::Membership;
use crate::model::policy::MfaPolicy;
use crate::ports::{Store, Transaction};
use crate::use_cases::authorize::organization_of;
use crate::use_cases::join_by_token::join_by_token;
use crate::use_cases::proved::{Proved, proved};

/// What is known of a caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberFacts {
    /// In which organization.
    pub organization: OrganizationId,
    /// What that demands.
    pub policy: MfaPolicy,
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
pub enum Known {
    /// They act in an organization.
    Somewhere(Box<MemberFacts>),
    /// They act in none.
    Nowhere(NoOrganization),
}

impl MemberFacts {
    /// The decision.
    pub fn judged(&self, demand: Demand, now: Timestamp) -> Judgement {
        let (membership, evidence) = (self.membership.as_ref(), &*self.evidence);
        judge(&Facts { policy: &self.policy, membership, active: &self.active, evidence, demand }, now)
    }
}
