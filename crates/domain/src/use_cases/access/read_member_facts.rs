//! What a decision about a caller needs to know, read at once.

use crate::model::access::{CallerContext, MemberFacts};
use std::sync::Arc;

use jiff::Timestamp;

use crate::error::NoOrganization;
use crate::model::access::Evidence;
use crate::model::authenticator::Authenticator;
use crate::model::identity::{Actor, Caller, OrganizationId};
use crate::ports::{Store, Transaction};
use crate::use_cases::authorize::organization_of;
use crate::use_cases::join_by_token::join_by_token;
use crate::use_cases::session_evidence::session_evidence;
use crate::{Error, Result};

/// Reads what is known of callers.
pub struct ReadMemberFacts {
    /// The store.
    pub store: Arc<dyn Store>,
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
    let no_organization = CallerContext::NoOrganization(NoOrganization::NotAssociated);
    let Some(organization) = tx.organizations().find(&id)? else { return Ok(no_organization) };
    let Some(membership) = tx.memberships().find(&id, &caller.subject)? else { return Ok(no_organization) };
    let active = tx.authenticators().of(&id, &caller.subject)?;
    let active = active.iter().filter(|one| one.is_active()).map(Authenticator::method).collect();
    let ours = match caller.mfa_session {
        Some(session) => tx.sessions().find(&id, &caller.subject, session)?,
        None => None,
    };
    let mut evidence = session_evidence(tx, &id, caller, ours.as_ref())?;
    evidence.extend(Evidence::of_provider(&caller.authentication));
    let session_over = caller.mfa_session.is_some() && ours.is_none_or(|session| session.ended_at.is_some());
    let policy = organization.policy_for(&membership);
    Ok(CallerContext::Member(Box::new(MemberFacts {
        organization: id,
        policy,
        membership: Some(membership),
        active,
        evidence,
        session_over,
    })))
}
