//! What is known of a member who acts on their own authenticators, and what they must have done before.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::error::{Requirement, Resource};
use crate::model::access::{Decision, Evidence, Facts, Means, RouteRequirement, decide};
use crate::model::authenticator::Authenticator;
use crate::model::identity::{Actor, Caller, Identity, Method};
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::model::policy::MfaPolicy;
use crate::model::session::SessionBinding;
use crate::ports::Transaction;
use crate::use_cases::session_evidence::{SessionEvidence, proved};
use crate::{Error, Result};

/// The member whom a request is from.
pub(crate) struct CallerState {
    pub(crate) membership: Membership,
    pub(crate) authenticators: Vec<Authenticator>,
    active_kinds: BTreeSet<Method>,
    evidence: Vec<Evidence>,
    decision: Decision,
    verified: bool,
    maximum_age: u32,
    /// The session that the request is of.
    pub(crate) session: SessionBinding,
}

impl CallerState {
    /// Reads it all, for a caller whom `authorized` let in.
    pub(crate) fn load(
        tx: &mut dyn Transaction,
        caller: &Caller,
        organization: &Organization,
        now: Timestamp,
    ) -> Result<Self> {
        let id = &organization.id;
        let membership = tx.memberships().find(id, &caller.subject)?.ok_or(Error::NotFound(Resource::Membership))?;
        let authenticators = tx.authenticators().of(id, &caller.subject)?;
        let SessionEvidence { evidence: used, ours } = proved(tx, id, caller)?;
        let binding = SessionBinding::of(caller, ours.as_ref());
        let active = active_methods(&authenticators);
        let policy = &organization.policy;
        let told = Evidence::of_provider(&caller.authentication);
        let evidence: Vec<_> = used.iter().copied().chain(told).collect();
        let (membership_now, demand) = (Some(&membership), RouteRequirement::NONE);
        let facts = Facts { policy, membership: membership_now, active: &active, evidence: &evidence, demand };
        let decision = decide(&facts, now);
        // the provider's own MFA manages nothing that is held here: its holder has something stronger, or enrols it.
        // evidence of a method that the organization does not allow opens no door, but its holder may manage what they hold
        // and a link manages nothing that is stronger (section 4.1.2.1)
        let stronger = active.iter().any(|method| *method != Method::MagicLink);
        let counts = |used: &Evidence| used.means != Means::Method(Method::MagicLink) || !stronger;
        let verified = used.iter().any(|used| counts(used) && used.is_fresh(policy, now));
        let maximum_age = policy.maximum_age().get();
        let session = binding;
        let active_kinds = active;
        Ok(Self { membership, authenticators, active_kinds, evidence, decision, verified, maximum_age, session })
    }

    /// What they need now.
    pub(crate) fn decision(&self) -> &Decision {
        &self.decision
    }

    /// What they would need under another policy.
    pub(crate) fn decision_under(&self, policy: &MfaPolicy, now: Timestamp) -> Decision {
        let (membership, demand) = (Some(&self.membership), RouteRequirement::NONE);
        let (active, evidence) = (&self.active_kinds, &*self.evidence);
        decide(&Facts { policy, membership, active, evidence, demand }, now)
    }

    /// Their active authenticators.
    pub(crate) fn active(&self) -> impl Iterator<Item = &Authenticator> {
        self.authenticators.iter().filter(|authenticator| authenticator.is_active())
    }

    /// Whether this session passed the second factor.
    pub(crate) fn is_verified(&self) -> bool {
        self.verified
    }

    /// Refuses a session that has not passed the second factor, once there is one: nobody adds, replaces or takes away an
    /// authenticator with the first factor alone (NIST SP 800-63B-4, section 4.1.2.1).
    pub(crate) fn require_verified(&self) -> Result<()> {
        if self.verified || self.active().next().is_none() {
            return Ok(());
        }
        Err(self.insufficient())
    }

    /// Refuses a session that is to step up before it changes anything for others.
    pub(crate) fn require_no_step_up(&self) -> Result<()> {
        if matches!(self.decision, Decision::StepUp(_)) { Err(self.insufficient()) } else { Ok(()) }
    }

    fn insufficient(&self) -> Error {
        let methods = active_methods(&self.authenticators).into_iter().collect();
        Error::InsufficientAuthentication(Requirement { methods, maximum_age: self.maximum_age })
    }

    /// The kind they prefer, if it counts; else the one that has counted longest.
    pub(crate) fn primary(&self) -> Option<Method> {
        let mut active = self.active().map(Authenticator::method);
        let preferred = self.membership.primary.filter(|method| active_methods(&self.authenticators).contains(method));
        preferred.or_else(|| active.next())
    }
}

/// Whether `authenticators` without those that `leaving` names still have one that counts under the policy, or had none.
pub(crate) fn keeps_a_counting_one(
    policy: &MfaPolicy,
    authenticators: &[Authenticator],
    leaving: impl Fn(&Authenticator) -> bool,
) -> bool {
    let mut counting = authenticators.iter().filter(|one| one.counts_under(policy)).peekable();
    counting.peek().is_none() || counting.any(|one| !leaving(one))
}

pub(crate) fn active_methods(authenticators: &[Authenticator]) -> BTreeSet<Method> {
    authenticators.iter().filter(|one| one.is_active()).map(Authenticator::method).collect()
}

/// The caller behind an actor. Operators hold no authenticators here.
pub(crate) fn caller_of(actor: &Actor) -> Result<&Caller> {
    match &actor.identity {
        Identity::Caller(caller) => Ok(caller),
        Identity::Operator(_) | Identity::Client(_) => {
            Err(Error::internal("who is no caller has no authenticators of their own"))
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::authenticator::AuthenticatorState;
    use crate::model::authenticator::AuthenticatorState::{Active, Disabled};
    use crate::model::identity::SubjectId;
    use crate::model::membership::Role;
    use crate::ports::Store;
    use crate::testing::MemoryStore;
    use crate::testing::an_organization;
    use crate::testing::enrol_in_state;
    use crate::testing::the_organization;

    const TOTP: Method = Method::Totp;
    const PASSKEY: Method = Method::Passkey;
    /// What a new organization does not allow.
    const LINK: Method = Method::MagicLink;

    #[rstest]
    #[case::who_holds_nothing_loses_nothing(&[], TOTP, true)]
    #[case::what_is_off_does_not_count(&[(TOTP, Disabled)], TOTP, true)]
    #[case::what_is_not_allowed_does_not_count(&[(LINK, Active)], LINK, true)]
    #[case::the_last_one(&[(TOTP, Active)], TOTP, false)]
    #[case::the_last_one_that_is_on(&[(TOTP, Active), (PASSKEY, Disabled)], TOTP, false)]
    #[case::the_last_one_that_is_allowed(&[(TOTP, Active), (LINK, Active)], TOTP, false)]
    #[case::one_of_two(&[(TOTP, Active), (PASSKEY, Active)], TOTP, true)]
    #[case::another(&[(TOTP, Active), (LINK, Active)], LINK, true)]
    fn whether_one_that_counts_is_left(
        #[case] held: &[(Method, AuthenticatorState)],
        #[case] leaving: Method,
        #[case] keeps: bool,
    ) -> Result<()> {
        let store: &dyn Store = &MemoryStore::default();
        an_organization("acme").with_member("alice", Role::User).save(store)?;
        for (method, state) in held {
            enrol_in_state(store, "acme", "alice", *method, state.clone())?;
        }
        let (acme, alice) = (the_organization(store, "acme"), SubjectId::parse("alice")?);
        let authenticators = store.read(|tx| tx.authenticators().of(&acme.id, &alice))?;
        assert_eq!(keeps_a_counting_one(&acme.policy, &authenticators, |one| one.method() == leaving), keeps);
        Ok(())
    }
}
