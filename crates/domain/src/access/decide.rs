//! The decision: a pure function of what is known, and of now.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::authenticator::Method;
use crate::membership::{Kind, Membership};
use crate::policy::{AllowedMethod, MfaPolicy};

/// That an authenticator was used, bound to the member and the session that are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// What was used.
    pub method: Method,
    /// When.
    pub verified_at: Timestamp,
}

impl Evidence {
    /// Whether it still counts: it is younger than the policy's maximum age.
    pub(crate) fn is_fresh(&self, policy: &MfaPolicy, now: Timestamp) -> bool {
        let maximum_age = SignedDuration::from_secs(i64::from(policy.maximum_age().get()));
        now.duration_since(self.verified_at) < maximum_age
    }
}

/// What is known of a member.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// What their organization demands.
    pub policy: &'a MfaPolicy,
    /// Their membership, if there is one.
    pub membership: Option<&'a Membership>,
    /// The kinds of their active authenticators.
    pub active: &'a BTreeSet<Method>,
    /// What they proved in this session.
    pub evidence: Option<Evidence>,
}

/// Why a request may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A declared machine identity.
    Service,
    /// MFA was used, lately enough.
    Verified,
    /// Nobody demands it.
    NotRequired,
    /// It is demanded, but not yet of this member.
    Grace {
        /// Until when.
        until: Timestamp,
    },
}

/// Whether a request may pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It may.
    Allow(Reason),
    /// An authenticator is there and must be used first.
    StepUp(BTreeSet<Method>),
    /// An authenticator must be enrolled first.
    Enrol(BTreeSet<AllowedMethod>),
    /// It may not.
    Deny,
}

/// Decides. Enforced or not: who set MFA up is asked for it.
pub fn decide(facts: &Facts<'_>, now: Timestamp) -> Decision {
    let Some(membership) = facts.membership.filter(|membership| membership.is_active()) else {
        return Decision::Deny;
    };
    if membership.kind == Kind::Service {
        return Decision::Allow(Reason::Service);
    }
    let deadline = deadline(facts.policy, membership);
    let binding = deadline.is_some_and(|deadline| now >= deadline);
    let counts = |method: Method| !binding || facts.policy.methods().contains(method.counts_as());

    let passes = |evidence: &Evidence| counts(evidence.method) && evidence.is_fresh(facts.policy, now);
    if facts.evidence.as_ref().is_some_and(passes) {
        return Decision::Allow(Reason::Verified);
    }
    let usable: BTreeSet<Method> = facts.active.iter().copied().filter(|method| counts(*method)).collect();
    if !usable.is_empty() {
        return Decision::StepUp(usable);
    }
    match deadline {
        None => Decision::Allow(Reason::NotRequired),
        Some(until) if !binding => Decision::Allow(Reason::Grace { until }),
        Some(_) => Decision::Enrol(facts.policy.methods().iter().collect()),
    }
}

/// From when on the demand binds a member: the later of the demand and their first joining, plus the grace period.
fn deadline(policy: &MfaPolicy, membership: &Membership) -> Option<Timestamp> {
    let since = policy.demand_since().filter(|_| policy.enforced())?;
    let grace = SignedDuration::from_hours(24 * i64::from(policy.grace().get()));
    Some(since.max(membership.first_joined_at).saturating_add(grace).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::SubjectId;
    use crate::membership::{MemberDetails, Role};
    use crate::policy::{AllowedMethods, GracePeriod, PolicyRecord};

    const DAY: i64 = 86_400;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn policy(enforced: bool, grace: u32, methods: &[AllowedMethod]) -> MfaPolicy {
        let policy = MfaPolicy::new(GracePeriod::days(grace).unwrap()).enforce(enforced, at(0));
        let methods = AllowedMethods::new(methods.iter().copied()).unwrap();
        MfaPolicy::restore(PolicyRecord { methods, ..policy.record().clone() })
    }

    fn member(kind: Kind, joined: Timestamp) -> Membership {
        let subject = SubjectId::parse("alice").unwrap();
        Membership::new(MemberDetails { subject, email: None, role: Role::User, kind }, joined).unwrap()
    }

    struct Case {
        enforced: bool,
        grace: u32,
        active: &'static [Method],
        evidence: Option<(Method, i64)>,
        now: i64,
    }

    fn decided(case: &Case) -> Decision {
        use AllowedMethod::{Passkey, Totp};
        let policy = policy(case.enforced, case.grace, &[Totp, Passkey]);
        let membership = member(Kind::Person, at(-DAY));
        let active = case.active.iter().copied().collect();
        let evidence = case.evidence.map(|(method, when)| Evidence { method, verified_at: at(when) });
        decide(&Facts { policy: &policy, membership: Some(&membership), active: &active, evidence }, at(case.now))
    }

    #[test]
    fn the_table_row_by_row() {
        use Method::{MagicLink, RecoveryCode, Totp};
        let both = || Decision::Enrol([AllowedMethod::Totp, AllowedMethod::Passkey].into());
        let verified = Decision::Allow(Reason::Verified);
        let case = |enforced, grace, active, evidence, now| Case { enforced, grace, active, evidence, now };
        let twelve_hours = 12 * 3600;
        for (case, expected) in [
            // not enforced
            (case(false, 0, &[], None, 0), Decision::Allow(Reason::NotRequired)),
            (case(false, 0, &[Totp], None, 0), Decision::StepUp([Totp].into())),
            (case(false, 0, &[Totp], Some((Totp, 0)), 1), verified.clone()),
            (case(false, 0, &[MagicLink], Some((MagicLink, 0)), 1), verified.clone()),
            // enforced: nothing, a method that is not allowed, one that is
            (case(true, 0, &[], None, 0), both()),
            (case(true, 0, &[MagicLink], Some((MagicLink, 0)), 1), both()),
            (case(true, 0, &[Totp, MagicLink], Some((MagicLink, 0)), 1), Decision::StepUp([Totp].into())),
            (case(true, 0, &[Totp], Some((RecoveryCode, 0)), 1), verified.clone()),
            // the age of evidence
            (case(true, 0, &[Totp], Some((Totp, 0)), twelve_hours - 1), verified),
            (case(true, 0, &[Totp], Some((Totp, 0)), twelve_hours), Decision::StepUp([Totp].into())),
            // grace
            (case(true, 7, &[], None, 7 * DAY - 1), Decision::Allow(Reason::Grace { until: at(7 * DAY) })),
            (case(true, 7, &[], None, 7 * DAY), both()),
            (case(true, 7, &[MagicLink], None, DAY), Decision::StepUp([MagicLink].into())),
        ] {
            assert_eq!(decided(&case), expected);
        }
    }

    #[test]
    fn who_joins_later_has_the_whole_grace_period() {
        let policy = policy(true, 7, &[AllowedMethod::Totp]);
        let late = member(Kind::Person, at(30 * DAY));
        let facts = Facts { policy: &policy, membership: Some(&late), active: &BTreeSet::new(), evidence: None };
        assert_eq!(decide(&facts, at(36 * DAY)), Decision::Allow(Reason::Grace { until: at(37 * DAY) }));
        assert!(matches!(decide(&facts, at(37 * DAY)), Decision::Enrol(_)));
    }

    #[test]
    fn nobody_and_somebody_gone_are_denied_and_a_service_passes() {
        let policy = policy(true, 0, &[AllowedMethod::Totp]);
        let gone = member(Kind::Person, at(0)).removed(at(1));
        let service = member(Kind::Service, at(0));
        let of = |membership| {
            decide(&Facts { policy: &policy, membership, active: &BTreeSet::new(), evidence: None }, at(2))
        };
        assert_eq!((of(None), of(Some(&gone))), (Decision::Deny, Decision::Deny));
        assert_eq!(of(Some(&service)), Decision::Allow(Reason::Service));
    }
}
