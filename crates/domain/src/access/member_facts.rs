//! What a decision about a caller needs to know beside their token, read at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Demand, Evidence, Facts, Judgement, judge};
use crate::authenticator::{Authenticator, Method};
use crate::error::NoOrganization;
use crate::identity::{Actor, Authentication, Caller};
use crate::membership::{Membership, join_by_token, organization_of};
use crate::organization::OrganizationId;
use crate::policy::MfaPolicy;
use crate::{Error, Result, Store, Transaction};

/// Reads what is known of callers.
pub struct ReadFacts {
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
    /// What they proved in the session that they ask in.
    pub session: SessionFacts,
}

/// What was proved in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionFacts {
    /// Nothing.
    Unproved,
    /// This.
    Proved(Evidence),
    /// The token is one of our own, and its session is over: it speaks for nobody any more.
    Over,
}

/// Whether there is anything to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// They act in an organization.
    Somewhere(Box<MemberFacts>),
    /// They act in none.
    Nowhere(NoOrganization),
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
    let session = match (caller.mfa_session, &caller.authentication.session) {
        (Some(ours), _) => {
            let live = tx.sessions().find(&id, &caller.subject, ours)?.filter(|session| session.ended_at.is_none());
            live.map_or(SessionFacts::Over, |live| SessionFacts::Proved(Evidence::of(live.method, live.verified_at)))
        }
        (None, Some(providers)) => {
            let live = tx.sessions().live(&id, &caller.subject, providers)?;
            live.map_or(SessionFacts::Unproved, |live| {
                SessionFacts::Proved(Evidence::of(live.method, live.verified_at))
            })
        }
        (None, None) => SessionFacts::Unproved,
    };
    let policy = organization.policy;
    Ok(Known::Somewhere(Box::new(MemberFacts {
        organization: id,
        policy,
        membership: Some(membership),
        active,
        session,
    })))
}

impl MemberFacts {
    /// Whether they ask with a token of ours whose session is over: then it speaks for nobody.
    pub fn is_session_over(&self) -> bool {
        self.session == SessionFacts::Over
    }

    /// The decision, with what the caller's token tells of the identity provider's own MFA.
    pub fn judged(&self, authentication: &Authentication, demand: Demand, now: Timestamp) -> Judgement {
        let proved = match self.session {
            SessionFacts::Proved(evidence) => Some(evidence),
            SessionFacts::Unproved | SessionFacts::Over => None,
        };
        let told = Evidence::of_provider(authentication, now);
        let both = [proved.or(told), told];
        let evidence: &[Evidence] = match &both {
            [Some(one), Some(other)] => &[*one, *other],
            [Some(one), None] => &[*one],
            _ => &[],
        };
        let membership = self.membership.as_ref();
        judge(&Facts { policy: &self.policy, membership, active: &self.active, evidence, demand }, now)
    }
}
