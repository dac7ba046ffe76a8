//! The state of a caller: membership, authenticators, evidence, and what their session still requires.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::error::Requirement;
use crate::model::access::{Decision, Evidence, Facts, Means, RouteRequirement, decide};
use crate::model::authenticator::Authenticator;
use crate::model::identity::{AllowedMethod, Method};
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::model::policy::EffectivePolicy;
use crate::model::rule::Rule;
use crate::model::session::SessionBinding;
use crate::ports::Transaction;
use crate::use_cases::acting::Acting;
use crate::use_cases::session_evidence::session_evidence;
use crate::{Error, Result};

/// The state of the caller of a request.
pub(crate) struct CallerState {
    pub(crate) membership: Membership,
    /// All of the caller's authenticators, pending ones included.
    pub(crate) authenticators: Vec<Authenticator>,
    /// The policy that binds the caller.
    pub(crate) policy: EffectivePolicy,
    /// The session of the request.
    pub(crate) session: SessionBinding,
    active_methods: BTreeSet<Method>,
    evidence: Vec<Evidence>,
    decision: Decision,
    verified: bool,
}

impl CallerState {
    /// Loads the state of an authorized caller. An error for operators and clients.
    pub(crate) fn load(tx: &mut dyn Transaction, acting: &Acting<'_>, now: Timestamp) -> Result<Self> {
        Self::load_in(tx, acting, &acting.organization, now)
    }

    /// Loads the same under the policy that `organization` has, for instance the one before a change.
    pub(crate) fn load_in(
        tx: &mut dyn Transaction,
        acting: &Acting<'_>,
        organization: &Organization,
        now: Timestamp,
    ) -> Result<Self> {
        let (caller, membership) = acting.caller()?;
        let own_session = acting.own_session.as_ref();
        let authenticators = tx.authenticators().of(&organization.id, &caller.subject)?;
        let used = session_evidence(tx, &organization.id, caller, own_session)?;
        let active_methods = active_methods(&authenticators);
        let policy = organization.policy_for(membership);
        let evidence: Vec<_> = used.iter().copied().chain(Evidence::of_provider(&caller.authentication)).collect();
        let decision = decide_for(&policy, membership, &active_methods, &evidence, now);
        // the provider's own MFA manages no authenticator: its holder has a stronger one here, or enrols one.
        // evidence of a method that the organization does not allow manages the authenticators all the same, and a link
        // manages nothing that is stronger (NIST SP 800-63B-4, section 4.1.2.1)
        let stronger = active_methods.iter().any(|method| *method != Method::MagicLink);
        let counts = |used: &Evidence| used.means != Means::Method(Method::MagicLink) || !stronger;
        let verified = used.iter().any(|used| counts(used) && used.is_fresh(&policy, now));
        let session = SessionBinding::of(caller, own_session);
        let membership = membership.clone();
        Ok(Self { membership, authenticators, policy, session, active_methods, evidence, decision, verified })
    }

    /// The decision about the caller.
    pub(crate) fn decision(&self) -> &Decision {
        &self.decision
    }

    /// The decision about the caller under another policy.
    pub(crate) fn decision_under(&self, policy: &EffectivePolicy, now: Timestamp) -> Decision {
        decide_for(policy, &self.membership, &self.active_methods, &self.evidence, now)
    }

    /// The caller's active authenticators.
    pub(crate) fn active(&self) -> impl Iterator<Item = &Authenticator> {
        self.authenticators.iter().filter(|authenticator| authenticator.is_active())
    }

    /// Whether the session is verified by an authenticator of the caller.
    pub(crate) fn is_verified(&self) -> bool {
        self.verified
    }

    /// Whether the policy accepts the identity provider's own MFA.
    pub(crate) fn accepts_provider(&self) -> bool {
        self.policy.methods().contains(AllowedMethod::IdentityProvider)
    }

    /// Whether the identity provider's own MFA is evidence that the policy accepts.
    pub(crate) fn is_verified_by_provider(&self, now: Timestamp) -> bool {
        let by_provider = |used: &Evidence| matches!(used.means, Means::IdentityProvider(_));
        self.accepts_provider()
            && self.evidence.iter().any(|used| by_provider(used) && used.is_fresh(&self.policy, now))
    }

    /// Requires a verified session as soon as the caller has an active authenticator: the first factor alone adds,
    /// replaces or removes none (NIST SP 800-63B-4, section 4.1.2.1).
    pub(crate) fn require_verified(&self) -> Result<()> {
        if self.verified || self.active_methods.is_empty() { Ok(()) } else { Err(self.insufficient()) }
    }

    /// Requires that an authenticator which counts is left without those that `leaving` selects, if there was one and the
    /// organization enforces MFA.
    pub(crate) fn require_one_left(&self, leaving: impl Fn(&Authenticator) -> bool) -> Result<()> {
        if self.policy.enforced() && !leaves_one(&self.policy, &self.authenticators, leaving) {
            return Err(Error::RuleBroken(Rule::EnforcedByOrganization));
        }
        Ok(())
    }

    /// The error for a session that must be verified first.
    pub(crate) fn insufficient(&self) -> Error {
        let methods = self.active_methods.iter().copied().collect();
        Error::InsufficientAuthentication(Requirement { methods, maximum_age: self.policy.maximum_age().get() })
    }

    /// The active method that the caller prefers, else that of the oldest active authenticator.
    pub(crate) fn primary(&self) -> Option<Method> {
        let preferred = self.membership.primary.filter(|method| self.active_methods.contains(method));
        preferred.or_else(|| self.active().map(Authenticator::method).next())
    }
}

fn decide_for(
    policy: &EffectivePolicy,
    membership: &Membership,
    active: &BTreeSet<Method>,
    evidence: &[Evidence],
    now: Timestamp,
) -> Decision {
    decide(&Facts { policy, membership: Some(membership), active, evidence, requirement: RouteRequirement::NONE }, now)
}

/// Whether an authenticator that counts under the policy is left without those that `leaving` selects, or none counted.
fn leaves_one(
    policy: &EffectivePolicy,
    authenticators: &[Authenticator],
    leaving: impl Fn(&Authenticator) -> bool,
) -> bool {
    let mut counting = authenticators.iter().filter(|one| one.counts_under(policy)).peekable();
    counting.peek().is_none() || counting.any(|one| !leaving(one))
}

/// The methods of the active authenticators.
pub(crate) fn active_methods(authenticators: &[Authenticator]) -> BTreeSet<Method> {
    authenticators.iter().filter(|one| one.is_active()).map(Authenticator::method).collect()
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
    /// A method that a new organization does not allow.
    const LINK: Method = Method::MagicLink;

    #[rstest]
    #[case::none_enrolled(&[], TOTP, true)]
    #[case::disabled_one_does_not_count(&[(TOTP, Disabled)], TOTP, true)]
    #[case::disallowed_one_does_not_count(&[(LINK, Active)], LINK, true)]
    #[case::last_one(&[(TOTP, Active)], TOTP, false)]
    #[case::last_active_one(&[(TOTP, Active), (PASSKEY, Disabled)], TOTP, false)]
    #[case::last_allowed_one(&[(TOTP, Active), (LINK, Active)], TOTP, false)]
    #[case::one_of_two(&[(TOTP, Active), (PASSKEY, Active)], TOTP, true)]
    #[case::another(&[(TOTP, Active), (LINK, Active)], LINK, true)]
    fn last_counting_authenticator_must_stay(
        #[case] enrolled: &[(Method, AuthenticatorState)],
        #[case] leaving: Method,
        #[case] keeps: bool,
    ) -> Result<()> {
        let store: &dyn Store = &MemoryStore::default();
        an_organization("acme").with_member("alice", Role::User).save(store)?;
        for (method, state) in enrolled {
            enrol_in_state(store, "acme", "alice", *method, state.clone())?;
        }
        let (acme, alice) = (the_organization(store, "acme"), SubjectId::parse("alice")?);
        let (authenticators, member) = store
            .read(|tx| Ok((tx.authenticators().of(&acme.id, &alice)?, tx.memberships().find(&acme.id, &alice)?)))?;
        let policy = acme.policy_for(&member.unwrap());
        assert_eq!(leaves_one(&policy, &authenticators, |one| one.method() == leaving), keeps);
        Ok(())
    }
}
