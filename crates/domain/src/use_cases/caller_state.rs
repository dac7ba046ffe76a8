//! The state of a caller: membership, authenticators, evidence, and what their session still requires.

mod administration;

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::error::Requirement;
use crate::model::access::{Decision, Evidence, Facts, Judgement, Means, RouteRequirement, judge};
use crate::model::authenticator::{Authenticator, EnrolmentChannel};
use crate::model::identity::{AllowedMethod, AuthenticatorId, Method, Strength};
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
    /// The evidence that counts for managing authenticators and is fresh.
    fresh: Vec<Evidence>,
    judgement: Judgement,
    settled: Settled,
}

/// What the caller has without the authenticators that are too recent to open administrative writes. An attacker with
/// the first factor and a weaker proof may have enrolled those: they prove nothing here, and ask no more of the others.
struct Settled {
    /// The active methods.
    methods: BTreeSet<Method>,
    /// The evidence of the session.
    evidence: Vec<Evidence>,
    /// The evidence that counts for managing authenticators and is fresh.
    fresh: Vec<Evidence>,
    /// The authenticators that are too recent.
    too_recent: Vec<AuthenticatorId>,
    /// When the first active one of them opens administrative writes.
    opens_at: Option<Timestamp>,
}

/// What a call confirms in which an authenticator is taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Confirms {
    /// Nothing.
    Nothing,
    /// Another authenticator, by its proof alone.
    Another,
    /// Another authenticator, by its proof and a code that a second channel delivered.
    AnotherByCode,
}

impl CallerState {
    /// Loads the state of an authorized caller. An error for operators and clients.
    pub(crate) fn load(tx: &mut dyn Transaction, acting: &Acting<'_>, now: Timestamp) -> Result<Self> {
        Self::load_in(tx, acting, &acting.organization, now)
    }

    /// Loads the same under the policy that `organization` has, for instance a proposed one.
    pub(crate) fn load_in(
        tx: &mut dyn Transaction,
        acting: &Acting<'_>,
        organization: &Organization,
        now: Timestamp,
    ) -> Result<Self> {
        let (caller, membership) = acting.caller()?;
        let own_session = acting.own_session.as_ref();
        let authenticators = tx.authenticators().of(&organization.id, &caller.subject)?;
        let by_provider = || Evidence::of_provider(&caller.authentication);
        let used = session_evidence(tx, &organization.id, caller, own_session, &[])?;
        let active_methods = active_methods(&authenticators);
        let policy = organization.policy_for(membership);
        let evidence: Vec<_> = used.into_iter().chain(by_provider()).collect();
        let mut settled = Settled::of(&authenticators, now);
        settled.evidence = if settled.too_recent.is_empty() {
            evidence.clone()
        } else {
            let others = session_evidence(tx, &organization.id, caller, own_session, &settled.too_recent)?;
            others.into_iter().chain(by_provider()).collect()
        };
        let fresh_of = |evidence: &[Evidence]| {
            let fresh = evidence.iter().filter(|one| one.is_named_by(&policy) && one.is_fresh(&policy, now));
            fresh.copied().collect()
        };
        let fresh = fresh_of(&evidence);
        settled.fresh = fresh_of(&settled.evidence);
        let facts = Facts {
            policy: &policy,
            membership: Some(membership),
            active: &active_methods,
            evidence: &evidence,
            requirement: RouteRequirement::NONE,
        };
        let judgement = judge(&facts, now);
        let session = SessionBinding::of(caller, own_session);
        let membership = membership.clone();
        Ok(Self { membership, authenticators, policy, session, active_methods, evidence, fresh, judgement, settled })
    }

    /// The decision about the caller.
    pub(crate) fn decision(&self) -> &Decision {
        &self.judgement.decision
    }

    /// The channels by which the caller can confirm an enrolment: mail, if a code was mailed to this session.
    pub(crate) fn enrolment_channels(
        &self,
        tx: &mut dyn Transaction,
        acting: &Acting<'_>,
        now: Timestamp,
    ) -> Result<Vec<EnrolmentChannel>> {
        if self.membership.disavowed_at.is_some() {
            return Ok(vec![EnrolmentChannel::Code]);
        }
        let codes = tx.enrolment_codes().of(&acting.organization.id, &self.membership.subject)?;
        let mailed = codes.iter().any(|one| one.is_mailed_to(&self.session, now));
        let by_provider = self.policy.methods().contains(AllowedMethod::IdentityProvider);
        let channels = [
            mailed.then_some(EnrolmentChannel::Mail),
            Some(EnrolmentChannel::Code),
            by_provider.then_some(EnrolmentChannel::IdentityProvider),
        ];
        Ok(channels.into_iter().flatten().collect())
    }

    /// The caller's active authenticators.
    pub(crate) fn active(&self) -> impl Iterator<Item = &Authenticator> {
        self.authenticators.iter().filter(|authenticator| authenticator.is_active())
    }

    /// Whether the session is verified by an authenticator of the caller. The identity provider's own MFA manages no
    /// authenticator: its holder has a stronger one here, or enrols one. Evidence of a method that the organization does
    /// not allow manages the authenticators all the same, and a link manages nothing while a stronger one is active (NIST
    /// SP 800-63B-4, section 4.1.2.1).
    pub(crate) fn is_verified(&self) -> bool {
        let stronger = self.active_methods.iter().any(|method| *method != Method::MagicLink);
        self.fresh.iter().any(|one| is_own(one) && (one.means != Means::Method(Method::MagicLink) || !stronger))
    }

    /// Whether the session has verified, by whatever method and however long ago.
    pub(crate) fn has_evidence(&self) -> bool {
        !self.evidence.is_empty()
    }

    /// Whether the identity provider's own MFA, which the policy names, stands behind the session.
    pub(crate) fn is_verified_elsewhere(&self) -> bool {
        self.fresh.iter().any(|one| !is_own(one))
    }

    /// Requires a verified session as soon as the caller has an active authenticator: the first factor alone adds,
    /// replaces or removes none (NIST SP 800-63B-4, section 4.1.2.1).
    pub(crate) fn require_verified(&self) -> Result<()> {
        if self.is_verified() || self.active_methods.is_empty() { Ok(()) } else { Err(self.insufficient()) }
    }

    /// Requires a session that may take these authenticators away: it has evidence at least as strong as each of them, or
    /// a recovery code together with other evidence. Evidence of an authenticator that is too recent for administration
    /// takes no other one. For members, a new authenticator that they confirm in the call is other evidence; for
    /// administrators, while MFA is enforced, a code that a second channel delivered.
    pub(crate) fn require_evidence_to_take<'s>(
        &self,
        taken: impl IntoIterator<Item = &'s Authenticator>,
        confirms: Confirms,
    ) -> Result<()> {
        self.require_verified()?;
        let (all, settled) = (strongest_own(&self.fresh), strongest_own(&self.settled.fresh));
        let is_strong_enough = |one: &Authenticator| {
            one.method().strength() <= if self.settled.too_recent.contains(&one.id) { all } else { settled }
        };
        let guarded = self.membership.role.administers() && self.policy.enforced();
        let other_evidence = match confirms {
            Confirms::AnotherByCode => true,
            Confirms::Another if !guarded => true,
            Confirms::Another | Confirms::Nothing => self.is_verified_by_settled(),
        };
        let recovery_code = self.fresh.iter().any(|one| one.means == Means::Method(Method::RecoveryCode));
        let recovers = recovery_code && other_evidence;
        if self.active_methods.is_empty() || recovers || taken.into_iter().all(is_strong_enough) {
            return Ok(());
        }
        Err(self.insufficient())
    }

    /// Requires, while the organization enforces MFA, that an authenticator is left without those that `leaving` selects:
    /// one that can be used now, if there was one, and one that can be used after the deadline, if there was one.
    pub(crate) fn require_one_left(&self, leaving: impl Fn(&Authenticator) -> bool) -> Result<()> {
        let leaves_one = |counts: &dyn Fn(&Authenticator) -> bool| {
            let mut counting = self.active().filter(|one| counts(one)).peekable();
            counting.peek().is_none() || counting.any(|one| !leaving(one))
        };
        let after_the_deadline = |one: &Authenticator| one.counts_under(&self.policy);
        let now = |one: &Authenticator| !self.judgement.binding || one.counts_under(&self.policy);
        if self.policy.enforced() && !(leaves_one(&after_the_deadline) && leaves_one(&now)) {
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

/// The strength of the strongest evidence of an authenticator stored here.
fn strongest_own(evidence: &[Evidence]) -> Option<Strength> {
    evidence.iter().filter(|one| is_own(one)).filter_map(|one| one.means.strength()).max()
}

/// Whether it is evidence of an authenticator stored here.
fn is_own(evidence: &Evidence) -> bool {
    matches!(evidence.means, Means::Method(_))
}

/// The methods of the active authenticators.
pub(crate) fn active_methods(authenticators: &[Authenticator]) -> BTreeSet<Method> {
    authenticators.iter().filter(|one| one.is_active()).map(Authenticator::method).collect()
}

#[cfg(test)]
mod tests;
