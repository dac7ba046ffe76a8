use proptest::prelude::*;

use super::*;
use crate::model::access::Means;
use crate::model::identity::{AssuranceLevel, SubjectId};
use crate::model::membership::{AddressSource, MemberDetails, Role};
use crate::model::policy::{AllowedMethods, Exemption, GracePeriod, Justification, MfaPolicy, PolicyRecord};

const DAY: i64 = 86_400;

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn policy(enforced: bool, grace: u32, methods: &[AllowedMethod]) -> MfaPolicy {
    let policy = MfaPolicy::new(GracePeriod::days(grace).unwrap()).enforce(enforced, at(0));
    let methods = AllowedMethods::new(methods.iter().copied()).unwrap();
    MfaPolicy::restore(PolicyRecord { methods, ..policy.record().clone() })
}

fn member(kind: MemberKind, joined: Timestamp) -> Membership {
    let subject = SubjectId::parse("alice").unwrap();
    let address_source = AddressSource::Given;
    Membership::new(MemberDetails { subject, email: None, address_source, role: Role::User, kind }, joined).unwrap()
}

pub(crate) fn exempt_until(end: i64) -> Exemption {
    Exemption {
        reason: Justification::parse("on leave").unwrap(),
        granted_by: "owner".into(),
        granted_at: at(0),
        ends_at: at(end),
    }
}

#[derive(Clone)]
struct Case {
    enforced: bool,
    grace: u32,
    methods: &'static [AllowedMethod],
    active: &'static [Method],
    evidence: Vec<(Means, i64)>,
    requirement: RouteRequirement,
    own_deadline: Option<i64>,
    exempt_until: Option<i64>,
    now: i64,
}

/// A member who joined before the requirement at 0, with nothing; two methods are allowed.
const PLAIN: Case = Case {
    enforced: true,
    grace: 0,
    methods: &[AllowedMethod::Totp, AllowedMethod::Passkey],
    active: &[],
    evidence: Vec::new(),
    requirement: RouteRequirement::NONE,
    own_deadline: None,
    exempt_until: None,
    now: 0,
};

fn judged(case: &Case) -> Judgement {
    let policy = policy(case.enforced, case.grace, case.methods);
    let mut membership = member(MemberKind::Person, at(-DAY));
    membership.deadline = case.own_deadline.map(at);
    membership.exemption = case.exempt_until.map(exempt_until);
    let active = case.active.iter().copied().collect();
    let evidence: Vec<_> = case
        .evidence
        .iter()
        .map(|(means, when)| Evidence { means: *means, verified_at: at(*when), expires_at: None })
        .collect();
    let requirement = case.requirement;
    let membership = Some(&membership);
    judge(
        &Facts {
            policy: &EffectivePolicy::new(policy.clone()),
            membership,
            active: &active,
            evidence: &evidence,
            requirement,
        },
        at(case.now),
    )
}

fn used(method: Method, when: i64) -> Vec<(Means, i64)> {
    vec![(Means::Method(method), when)]
}

fn enrol(methods: &[AllowedMethod]) -> Decision {
    Decision::Enrol(methods.iter().copied().collect())
}

const VERIFIED: Decision = Decision::Allow(AllowReason::Verified);

#[test]
fn decision_follows_the_table() {
    use Method::{MagicLink, RecoveryCode, Totp};
    let both = || enrol(&[AllowedMethod::Totp, AllowedMethod::Passkey]);
    let case = |enforced, grace, active, evidence, now| Case { enforced, grace, active, evidence, now, ..PLAIN };
    let twelve_hours = 12 * 3600;
    for (case, expected) in [
        // not enforced
        (case(false, 0, &[], vec![], 0), Decision::Allow(AllowReason::NotRequired)),
        (case(false, 0, &[Totp], vec![], 0), Decision::StepUp([Totp].into())),
        (case(false, 0, &[Totp], used(Totp, 0), 1), VERIFIED),
        (case(false, 0, &[MagicLink], used(MagicLink, 0), 1), VERIFIED),
        // enforced: nothing, a method that is not allowed, one that is
        (case(true, 0, &[], vec![], 0), both()),
        (case(true, 0, &[MagicLink], used(MagicLink, 0), 1), both()),
        (case(true, 0, &[Totp, MagicLink], used(MagicLink, 0), 1), Decision::StepUp([Totp].into())),
        (case(true, 0, &[Totp], used(RecoveryCode, 0), 1), VERIFIED),
        // the age of evidence
        (case(true, 0, &[Totp], used(Totp, 0), twelve_hours - 1), VERIFIED),
        (case(true, 0, &[Totp], used(Totp, 0), twelve_hours), Decision::StepUp([Totp].into())),
        (case(true, 0, &[Totp], used(Totp, 0), twelve_hours + 1), Decision::StepUp([Totp].into())),
        // grace
        (case(true, 7, &[], vec![], 7 * DAY - 1), Decision::Allow(AllowReason::Grace { until: at(7 * DAY) })),
        (case(true, 7, &[], vec![], 7 * DAY), both()),
        (case(true, 7, &[], vec![], 7 * DAY + 1), both()),
        (case(true, 7, &[MagicLink], vec![], DAY), Decision::StepUp([MagicLink].into())),
    ] {
        assert_eq!(judged(&case).decision, expected);
    }
}

#[test]
fn reasons_have_names_and_ends() {
    let until = at(DAY);
    for (reason, name, end) in [
        (AllowReason::Service, "service", None),
        (AllowReason::Verified, "verified", None),
        (AllowReason::NotRequired, "not_required", None),
        (AllowReason::Exempt { until }, "exempt", Some(until)),
        (AllowReason::Grace { until }, "grace", Some(until)),
    ] {
        assert_eq!((reason.as_str(), reason.until()), (name, end));
    }
}

#[test]
fn exemptions_expire_and_do_not_block_enrolled_members() {
    let both = || enrol(&[AllowedMethod::Totp, AllowedMethod::Passkey]);
    let exempt = |now, active| Case { exempt_until: Some(DAY), now, active, ..PLAIN };
    for (case, expected) in [
        (exempt(DAY - 1, &[]), Decision::Allow(AllowReason::Exempt { until: at(DAY) })),
        (exempt(DAY, &[]), both()),
        (exempt(DAY + 1, &[]), both()),
        (exempt(1, &[Method::Totp]), Decision::StepUp([Method::Totp].into())),
        (Case { enforced: false, ..exempt(1, &[]) }, Decision::Allow(AllowReason::NotRequired)),
    ] {
        assert_eq!(judged(&case).decision, expected);
    }
}

#[test]
fn own_deadline_overrides_unless_from_earlier_enforcement() {
    let both = || enrol(&[AllowedMethod::Totp, AllowedMethod::Passkey]);
    let grace = |until: i64| Decision::Allow(AllowReason::Grace { until: at(until) });
    let own = |own: i64, now| Case { own_deadline: Some(own), grace: 7, now, ..PLAIN };
    for (case, expected) in [
        // extended
        (own(30 * DAY, 30 * DAY - 1), grace(30 * DAY)),
        (own(30 * DAY, 30 * DAY), both()),
        // cut
        (own(DAY, DAY - 1), grace(DAY)),
        (own(DAY, DAY), both()),
        (own(0, 0), both()),
        // before the requirement
        (own(-1, 0), grace(7 * DAY)),
    ] {
        assert_eq!(judged(&case).decision, expected);
    }
}

#[test]
fn provider_mfa_counts_only_where_allowed() {
    use AllowedMethod::{IdentityProvider, Totp};
    let provider = |level, when| vec![(Means::IdentityProvider(level), when)];
    let mfa = || provider(AssuranceLevel::Mfa, 0);
    let here: &[AllowedMethod] = &[Totp, IdentityProvider];
    for (case, expected) in [
        (Case { evidence: mfa(), now: 1, ..PLAIN }, enrol(PLAIN.methods)),
        (Case { evidence: mfa(), methods: here, now: 1, ..PLAIN }, VERIFIED),
        (Case { evidence: mfa(), methods: here, now: 12 * 3600, ..PLAIN }, enrol(here)),
        // not binding: the policy does not allow it, so a member with an authenticator must use it
        (
            Case { evidence: mfa(), enforced: false, active: &[Method::Totp], now: 1, ..PLAIN },
            Decision::StepUp([Method::Totp].into()),
        ),
        (Case { evidence: mfa(), enforced: false, active: &[Method::Totp], methods: here, now: 1, ..PLAIN }, VERIFIED),
    ] {
        assert_eq!(judged(&case).decision, expected);
    }
}

#[test]
fn raised_requirement_binds_everyone_but_services() {
    use AllowedMethod::{IdentityProvider, Passkey, Totp};
    let strong = RouteRequirement { phishing_resistant: true, maximum_age: None };
    let fresh = RouteRequirement { phishing_resistant: false, maximum_age: Some(300) };
    let on = |requirement| Case { requirement, now: 10, ..PLAIN };
    let link = AssuranceLevel::PhishingResistant;
    for (case, expected) in [
        (Case { active: &[Method::Totp], evidence: used(Method::Totp, 0), ..on(strong) }, enrol(&[Passkey])),
        (
            Case { active: &[Method::Totp, Method::Passkey], evidence: used(Method::Totp, 0), ..on(strong) },
            Decision::StepUp([Method::Passkey].into()),
        ),
        (Case { active: &[Method::Passkey], evidence: used(Method::Passkey, 0), ..on(strong) }, VERIFIED),
        // no exemption, no grace period, and no organization without a requirement of its own lifts it
        (Case { exempt_until: Some(DAY), ..on(strong) }, enrol(&[Passkey])),
        (Case { grace: 7, ..on(strong) }, enrol(&[Passkey])),
        (Case { enforced: false, ..on(fresh) }, enrol(&[Totp, Passkey])),
        // what the organization allows cannot meet it
        (Case { methods: &[Totp], ..on(strong) }, Decision::Deny(DenialReason::Unmeetable)),
        (
            Case {
                methods: &[Totp, IdentityProvider],
                evidence: vec![(Means::IdentityProvider(link), 0)],
                ..on(strong)
            },
            VERIFIED,
        ),
        // the age, the stricter of both
        (Case { evidence: used(Method::Totp, 0), now: 299, ..on(fresh) }, VERIFIED),
        (Case { evidence: used(Method::Totp, 0), now: 300, ..on(fresh) }, enrol(&[Totp, Passkey])),
        (
            Case {
                evidence: used(Method::Totp, 0),
                active: &[Method::Totp],
                now: 12 * 3600,
                ..on(RouteRequirement { phishing_resistant: false, maximum_age: Some(u32::MAX) })
            },
            Decision::StepUp([Method::Totp].into()),
        ),
    ] {
        assert_eq!(judged(&case).decision, expected);
    }
}

#[test]
fn later_joiner_has_the_whole_grace_period() {
    let policy = policy(true, 7, &[AllowedMethod::Totp]);
    let late = member(MemberKind::Person, at(30 * DAY));
    let facts = Facts {
        policy: &EffectivePolicy::new(policy.clone()),
        membership: Some(&late),
        active: &BTreeSet::new(),
        evidence: &[],
        requirement: RouteRequirement::NONE,
    };
    assert_eq!(decide(&facts, at(36 * DAY)), Decision::Allow(AllowReason::Grace { until: at(37 * DAY) }));
    assert!(matches!(decide(&facts, at(37 * DAY)), Decision::Enrol(_)));
}

#[test]
fn non_members_are_denied_and_services_allowed() {
    let policy = policy(true, 0, &[AllowedMethod::Totp]);
    let gone = member(MemberKind::Person, at(0)).removed(at(1));
    let service = member(MemberKind::Service, at(0));
    let raised = RouteRequirement { phishing_resistant: true, maximum_age: Some(1) };
    for requirement in [RouteRequirement::NONE, raised] {
        let of = |membership| {
            let active = &BTreeSet::new();
            decide(
                &Facts {
                    policy: &EffectivePolicy::new(policy.clone()),
                    membership,
                    active,
                    evidence: &[],
                    requirement,
                },
                at(2),
            )
        };
        let denied = Decision::Deny(DenialReason::NotAMember);
        assert_eq!((of(None), of(Some(&gone))), (denied.clone(), denied));
        assert_eq!(of(Some(&service)), Decision::Allow(AllowReason::Service));
    }
}

pub(crate) fn any_method() -> impl Strategy<Value = Method> {
    prop::sample::select(vec![Method::Totp, Method::Passkey, Method::MagicLink, Method::RecoveryCode])
}

fn any_means() -> impl Strategy<Value = Means> {
    prop_oneof![
        any_method().prop_map(Means::Method),
        prop::sample::select(AssuranceLevel::ALL.to_vec()).prop_map(Means::IdentityProvider),
    ]
}

prop_compose! {
    pub(crate) fn any_member()(
        service in any::<bool>(),
        joined in -100..100_i64,
        gone in prop::option::weighted(0.1, Just(())),
        own in prop::option::of(-10..100_i64),
        exempt in prop::option::of(-10..100_i64),
    ) -> Membership {
        let kind = if service { MemberKind::Service } else { MemberKind::Person };
        let mut member = member(kind, at(joined * DAY));
        member.deadline = own.map(|day| at(day * DAY));
        member.exemption = exempt.map(|day| exempt_until(day * DAY));
        if gone.is_some() { member.removed(at(0)) } else { member }
    }
}

prop_compose! {
    pub(crate) fn any_policy()(
        enforced in any::<bool>(),
        grace in 0..=90_u32,
        methods in prop::sample::subsequence(AllowedMethod::ALL.to_vec(), 1..=4),
    ) -> MfaPolicy {
        policy(enforced, grace, &methods)
    }
}

prop_compose! {
    pub(crate) fn any_evidence()(means in any_means(), day in -2..60_i64) -> Evidence {
        Evidence { means, verified_at: at(day * DAY / 4), expires_at: None }
    }
}

pub(crate) fn passes(decision: &Decision) -> bool {
    matches!(decision, Decision::Allow(_))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn enforcing_never_allows_more(
        policy in any_policy(),
        member in any_member(),
        active in prop::collection::btree_set(any_method(), 0..3),
        evidence in prop::collection::vec(any_evidence(), 0..3),
        phishing_resistant in any::<bool>(),
        maximum_age in prop::option::of(1..100_000_u32),
        now in -DAY..60 * DAY,
    ) {
        let membership = Some(&member);
        let plain = Facts { policy: &EffectivePolicy::new(policy.clone()), membership, active: &active, evidence: &evidence, requirement: RouteRequirement::NONE };
        let requirement = RouteRequirement { phishing_resistant, maximum_age };
        if passes(&decide(&Facts { requirement, ..plain }, at(now))) {
            prop_assert!(passes(&decide(&plain, at(now))));
        }
        // the same for the organization: to enforce, to allow fewer methods, to shorten grace and age
        let record = policy.record();
        let strictest = PolicyRecord {
            enforced: true,
            required_since: Some(record.required_since.unwrap_or(at(0))),
            grace: GracePeriod::default(),
            methods: AllowedMethods::new(record.methods.iter().take(1)).unwrap(),
            maximum_age: crate::model::policy::MaximumAge::seconds(300).unwrap(),
            ..record.clone()
        };
        let strictest = MfaPolicy::restore(strictest);
        if passes(&decide(&Facts { policy: &EffectivePolicy::new(strictest), ..plain }, at(now))) {
            prop_assert!(passes(&decide(&plain, at(now))));
        }
    }

    #[test]
    fn removing_evidence_never_strengthens(
        policy in any_policy(),
        member in any_member(),
        active in prop::collection::btree_set(any_method(), 0..3),
        evidence in prop::collection::vec(any_evidence(), 1..3),
        now in -DAY..60 * DAY,
    ) {
        let of = |evidence: &[Evidence]| {
            let membership = Some(&member);
            decide(&Facts { policy: &EffectivePolicy::new(policy.clone()), membership, active: &active, evidence, requirement: RouteRequirement::NONE }, at(now))
        };
        for left_out in 0..evidence.len() {
            let mut fewer = evidence.clone();
            fewer.remove(left_out);
            if of(&fewer) == VERIFIED {
                prop_assert_eq!(of(&evidence), VERIFIED);
            }
        }
        prop_assert_ne!(of(&[]), VERIFIED);
    }

    #[test]
    fn binding_requirement_needs_evidence(
        policy in any_policy(),
        member in any_member(),
        active in prop::collection::btree_set(any_method(), 0..3),
        now in -DAY..60 * DAY,
    ) {
        let membership = Some(&member);
        let facts = Facts { policy: &EffectivePolicy::new(policy.clone()), membership, active: &active, evidence: &[], requirement: RouteRequirement::NONE };
        let judgement = judge(&facts, at(now));
        prop_assert!(!judgement.binding || !passes(&judgement.decision), "{:?}", judgement);
    }
}
