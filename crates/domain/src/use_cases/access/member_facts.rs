//! What a decision about a caller needs to know, read at once.

use crate::model::access::{Known, MemberFacts};
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use crate::{Error, Result};
use crate::error::NoOrganization;
use crate::model::access::{Demand, Evidence, Facts, Judgement, judge};
use crate::model::authenticator::Authenticator;
use crate::model::identity::{Actor, Caller, Method, OrganizationId};
use crate::model::membership::Membership;
use crate::model::policy::MfaPolicy;
use crate::ports::{Store, Transaction};
use crate::use_cases::authorize::organization_of;
use crate::use_cases::join_by_token::join_by_token;
use crate::use_cases::proved::{Proved, proved};

/// Reads what is known of callers.
pub struct ReadFacts {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
}

impl ReadFacts {
    /// What is known of the actor, who is a caller, now. Where tokens make members, theirs made them one.
    pub fn execute(&self, actor: &Actor, caller: &Caller, now: Timestamp) -> Result<Known> {
        join_by_token(&*self.store, now, actor)?;
        self.look(actor, caller)
    }

    /// The same, and nobody is made anything.
    pub fn look(&self, actor: &Actor, caller: &Caller) -> Result<Known> {
        self.store.read(|tx| match organization_of(tx, actor) {
            Ok(id) => read(tx, caller, id),
            Err(Error::NoOrganization(why)) => Ok(Known::Nowhere(why)),
            Err(other) => Err(other),
        })
    }
}

fn read(tx: &mut dyn Transaction, caller: &Caller, id: OrganizationId) -> Result<Known> {
    let nowhere = Known::Nowhere(NoOrganization::NotAssociated);
    let Some(organization) = tx.organizations().find(&id)? else { return Ok(nowhere) };
    let Some(membership) = tx.memberships().find(&id, &caller.subject)? else { return Ok(nowhere) };
    let active = tx.authenticators().of(&id, &caller.subject)?;
    let active = active.iter().filter(|one| one.is_active()).map(Authenticator::method).collect();
    let Proved { mut evidence, ours } = proved(tx, &id, caller)?;
    evidence.extend(Evidence::of_provider(&caller.authentication));
    let session_over = caller.mfa_session.is_some() && ours.is_none_or(|session| session.ended_at.is_some());
    let policy = organization.policy;
    Ok(Known::Somewhere(Box::new(MemberFacts {
        organization: id,
        policy,
        membership: Some(membership),
        active,
        evidence,
        session_over,
    })))
}
