//! What a decision about a caller needs to know, read at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::{RouteRequirement, Evidence, Facts, Judgement, SessionEvidence, judge, proved};
use crate::authenticator::{Authenticator, Method};
use crate::error::NoOrganization;
use crate::identity::{Actor, Caller};
use crate::membership::{Membership, join_by_token, organization_of};
use crate::organization::OrganizationId;
use crate::policy::MfaPolicy;
use crate::{Error, Result, Store, Transaction};

/// Reads what is known of callers.
pub struct ReadMemberFacts {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
}

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
pub enum CallerContext {
    /// They act in an organization.
    Somewhere(Box<MemberFacts>),
    /// They act in none.
    Nowhere(NoOrganization),
}

impl ReadMemberFacts {
    /// What is known of the actor, who is a caller, now. Where tokens make members, theirs made them one.
    pub fn execute(&self, actor: &Actor, caller: &Caller, now: Timestamp) -> Result<CallerContext> {
        join_by_token(&*self.store, now, actor)?;
        self.look(actor, caller)
    }

    /// The same, and nobody is made anything.
    pub fn look(&self, actor: &Actor, caller: &Caller) -> Result<CallerContext> {
        self.store.read(|tx| match organization_of(tx, actor) {
            Ok(id) => read(tx, caller, id),
            Err(Error::NoOrganization(why)) => Ok(CallerContext::NoOrganization(why)),
            Err(other) => Err(other),
        })
    }
}

fn read(tx: &mut dyn Transaction, caller: &Caller, id: OrganizationId) -> Result<CallerContext> {
    let nowhere = CallerContext::NoOrganization(NoOrganization::NotAssociated);
    let Some(organization) = tx.organizations().find(&id)? else { return Ok(nowhere) };
    let Some(membership) = tx.memberships().find(&id, &caller.subject)? else { return Ok(nowhere) };
    let active = tx.authenticators().of(&id, &caller.subject)?;
    let active = active.iter().filter(|one| one.is_active()).map(Authenticator::method).collect();
    let SessionEvidence { mut evidence, ours } = proved(tx, &id, caller)?;
    evidence.extend(Evidence::of_provider(&caller.authentication));
    let session_over = caller.mfa_session.is_some() && ours.is_none_or(|session| session.ended_at.is_some());
    let policy = organization.policy;
    Ok(CallerContext::Member(Box::new(MemberFacts {
        organization: id,
        policy,
        membership: Some(membership),
        active,
        evidence,
        session_over,
    })))
}

impl MemberFacts {
    /// The decision.
    pub fn judged(&self, demand: RouteRequirement, now: Timestamp) -> Judgement {
        let (membership, evidence) = (self.membership.as_ref(), &*self.evidence);
        judge(&Facts { policy: &self.policy, membership, active: &self.active, evidence, demand }, now)
    }
}
