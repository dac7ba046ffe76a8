//! The state of a caller: membership, authenticators, evidence, and what their session still requires.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::error::Requirement;
use crate::model::access::{
    AdministrativeRequirement, Decision, Evidence, Facts, Judgement, Means, RouteRequirement, decide_administration,
    judge,
};
use crate::model::authenticator::{Authenticator, EnrolmentChannel};
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
    /// The evidence that counts for managing authenticators and is fresh.
    fresh: Vec<Evidence>,
    judgement: Judgement,
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
        let used = session_evidence(tx, &organization.id, caller, own_session)?;
        let active_methods = active_methods(&authenticators);
        let policy = organization.policy_for(membership);
        let evidence: Vec<_> = used.into_iter().chain(Evidence::of_provider(&caller.authentication)).collect();
        let fresh = evidence.iter().filter(|one| one.is_named_by(&policy) && one.is_fresh(&policy, now));
        let fresh = fresh.copied().collect();
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
        Ok(Self { membership, authenticators, policy, session, active_methods, evidence, fresh, judgement })
    }

    /// The decision about the caller.
    pub(crate) fn decision(&self) -> &Decision {
        &self.judgement.decision
    }

    /// Requires what an administrative call requires of the caller, under this policy.
    pub(crate) fn may_administer(
        &self,
        policy: &EffectivePolicy,
        requirement: AdministrativeRequirement,
        now: Timestamp,
    ) -> Result<()> {
        self.may_administer_by(&self.evidence, policy, requirement, now)
    }

    /// Rejects a caller who may administer with the help of an authenticator that is too recent for it. Those are all
    /// that the caller has then: one that is not was never enrolled by the first factor alone.
    pub(crate) fn require_time_to_pass(
        &self,
        judged: Result<()>,
        policy: &EffectivePolicy,
        requirement: AdministrativeRequirement,
        now: Timestamp,
        channels: impl FnOnce() -> Result<Vec<EnrolmentChannel>>,
    ) -> Result<()> {
        let too_recent = self.active().filter_map(|one| one.enrolment.too_recent_until(now)).max();
        let (Ok(()), Some(until)) = (&judged, too_recent) else { return judged };
        let elsewhere: Vec<_> = self.evidence.iter().filter(|one| !is_own(one)).copied().collect();
        match self.may_administer_by(&elsewhere, policy, requirement, now) {
            Ok(()) => Ok(()),
            Err(_) => Err(Error::EnrolmentTooRecent { until, channels: channels()? }),
        }
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

    fn may_administer_by(
        &self,
        evidence: &[Evidence],
        policy: &EffectivePolicy,
        requirement: AdministrativeRequirement,
        now: Timestamp,
    ) -> Result<()> {
        let facts = Facts {
            policy,
            membership: Some(&self.membership),
            active: &self.active_methods,
            evidence,
            requirement: RouteRequirement::NONE,
        };
        match decide_administration(&facts, requirement, now) {
            Decision::Allow(_) => Ok(()),
            Decision::StepUp(methods) => {
                let maximum_age = requirement.maximum_age.min(policy.maximum_age().get());
                let methods = methods.into_iter().collect();
                Err(Error::InsufficientAuthentication(Requirement { methods, maximum_age }))
            }
            Decision::Enrol(methods) => Err(Error::MustEnrol(methods.into_iter().collect())),
            Decision::Deny(_) => Err(Error::internal("an administrator who is denied everything")),
        }
    }

    /// Whether the caller opened the window in which enforcing MFA can be undone, nobody changed the policy since, and the
    /// caller verified in this session if they have enrolled since.
    pub(crate) fn may_undo(&self, organization: &Organization, now: Timestamp) -> bool {
        let requirement = AdministrativeRequirement { verified: true, maximum_age: u32::MAX };
        organization.is_undo_open_for(&self.membership.subject, &self.session, now)
            && (self.active_methods.is_empty() || self.may_administer(&self.policy, requirement, now).is_ok())
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
    /// a recovery code together with other evidence. `confirms` says that the caller confirms another one in this call.
    pub(crate) fn require_evidence_to_take<'s>(
        &self,
        taken: impl IntoIterator<Item = &'s Authenticator>,
        confirms: bool,
    ) -> Result<()> {
        self.require_verified()?;
        let own = || self.fresh.iter().filter(|one| is_own(one));
        let strongest = own().filter_map(|one| one.means.strength()).max();
        let recovers = own().any(|one| one.means == Means::Method(Method::RecoveryCode))
            && (confirms || self.fresh.iter().any(|one| one.means.strength().is_some()));
        let is_strong_enough = |one: &Authenticator| one.method().strength() <= strongest;
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
