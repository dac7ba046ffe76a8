//! Who makes an authenticator active, and what stands behind it.

use jiff::{SignedDuration, Timestamp};

use crate::model::access::deadline;
use crate::model::audit::Event;
use crate::model::authenticator::{Authenticator, Enrolment};
use crate::model::identity::Method;
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::model::policy::EffectivePolicy;
use crate::model::rule::Rule;
use crate::model::session::SessionBinding;
use crate::use_cases::caller_state::{CallerState, Confirms};
use crate::{Error, Result};

/// How long an administrator's authenticator opens no administrative write if nothing as strong stood behind it.
const TOO_RECENT: SignedDuration = SignedDuration::from_hours(24);

/// Who makes an authenticator active. Every way to do so asks the same rule.
pub(crate) enum Binder<'a> {
    /// The caller, in their session.
    Caller(&'a CallerState),
    /// The holder of the link that was mailed when the setup began. No session stands behind it.
    Link(LinkBinder<'a>),
}

/// What is known of a member whose link is opened.
pub(crate) struct LinkBinder<'a> {
    /// The member.
    pub(crate) member: &'a Membership,
    /// The policy that binds the member.
    pub(crate) policy: EffectivePolicy,
    /// All of the member's authenticators.
    pub(crate) authenticators: &'a [Authenticator],
    /// The session in which the setup began.
    pub(crate) session: &'a SessionBinding,
    /// When the setup began.
    pub(crate) set_up_at: Timestamp,
}

impl Binder<'_> {
    /// Requires that an authenticator of this method may become active: the policy allows it, and what stands behind it
    /// supports it. A caller with an active authenticator needs a verified session, and evidence as strong as what is
    /// replaced; a link activates nothing once another authenticator has become active after the setup began. `confirms` is
    /// what a caller confirms with it, or may confirm later.
    pub(crate) fn may_bind(&self, method: Method, confirms: Confirms) -> Result<()> {
        if !self.policy().methods().contains(method.counts_as()) {
            return Err(Error::RuleBroken(Rule::MethodUnavailable));
        }
        match self {
            Self::Caller(state) => {
                let is_replaced =
                    |one: &&Authenticator| method != Method::Passkey && one.method() == method && one.is_configured();
                state.require_evidence_to_take(state.authenticators.iter().filter(is_replaced), confirms)
            }
            Self::Link(link) => {
                let since = |one: &Authenticator| one.enrolment.at.unwrap_or(one.created_at) > link.set_up_at;
                let overtaken = link.authenticators.iter().any(|one| one.is_active() && since(one));
                if overtaken { Err(Error::RuleBroken(Rule::MethodUnavailable)) } else { Ok(()) }
            }
        }
    }

    /// The enrolment of an authenticator of this method that becomes active now.
    ///
    /// While the organization enforces MFA, an administrator's authenticator opens no administrative write for a day, unless
    /// another one that is at least as strong and opens them, or the identity provider's own MFA, stands behind it, or the
    /// window for undoing the enforcement is open. A stolen recovery code or a weaker proof would otherwise enrol what
    /// administers. One that is enrolled with the help of one that waits is no better.
    pub(crate) fn enrolment(
        &self,
        organization: &Organization,
        method: Method,
        confirmed: bool,
        now: Timestamp,
    ) -> Result<Enrolment> {
        let member = self.member();
        let mut active = self.authenticators().iter().filter(|one| one.is_active()).peekable();
        let tries_out = organization.is_undo_open_for(&member.subject, self.session(), now)
            && (active.peek().is_none() || matches!(self, Self::Caller(state) if state.is_verified_by_settled()));
        let administers_from = if matches!(self, Self::Caller(state) if state.supports(method)) {
            None
        } else if member.role.administers() && self.policy().enforced() && !tries_out {
            Some(now.checked_add(TOO_RECENT).map_err(Error::internal)?)
        } else {
            active.filter_map(|one| one.enrolment.too_recent_until(now)).max()
        };
        Ok(Enrolment { at: Some(now), administers_from, confirmed_at: confirmed.then_some(now) })
    }

    /// The event of an enrolment: administrators are told of one that opens no administrative write yet, and of one after the
    /// deadline by a member who had no active authenticator.
    pub(crate) fn event(&self, authenticator: &Authenticator, now: Timestamp) -> Event {
        let (subject, method) = (self.member().subject.clone(), authenticator.method());
        let first = !self.authenticators().iter().any(Authenticator::is_active);
        let late = first && deadline(self.policy(), self.member()).is_some_and(|deadline| now >= deadline);
        match authenticator.enrolment.too_recent_until(now) {
            Some(administers_from) => Event::AdministratorEnrolled { subject, method, administers_from },
            None if late => Event::EnrolledLate(subject, method),
            None => Event::AuthenticatorConfirmed(subject, method),
        }
    }

    fn policy(&self) -> &EffectivePolicy {
        match self {
            Self::Caller(state) => &state.policy,
            Self::Link(link) => &link.policy,
        }
    }

    fn member(&self) -> &Membership {
        match self {
            Self::Caller(state) => &state.membership,
            Self::Link(link) => link.member,
        }
    }

    fn authenticators(&self) -> &[Authenticator] {
        match self {
            Self::Caller(state) => &state.authenticators,
            Self::Link(link) => link.authenticators,
        }
    }

    fn session(&self) -> &SessionBinding {
        match self {
            Self::Caller(state) => &state.session,
            Self::Link(link) => link.session,
        }
    }
}
