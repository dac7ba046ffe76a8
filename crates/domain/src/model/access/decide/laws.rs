//! Properties of the decision for arbitrary facts (POL-8).

use super::tests::any_evidence;
use super::tests::any_member;
use super::tests::any_policy;
use super::tests::{any_method, at, exempt_until, passes};
use super::*;
use crate::model::access::PlanGroup;
use crate::model::policy::{
    AllowedMethods, EnrolmentRule, GracePeriod, MaximumAge, MfaPolicy, PolicyRecord, PolicySettings,
};
use proptest::prelude::*;

const DAY: i64 = 86_400;

/// All facts of a decision, about a current or former member.
#[derive(Debug, Clone)]
struct Known {
    policy: MfaPolicy,
    member: Membership,
    active: BTreeSet<Method>,
    evidence: Vec<Evidence>,
    requirement: RouteRequirement,
    now: i64,
}

impl Known {
    fn decided(&self) -> Decision {
        let Self { policy, member, active, evidence, requirement, now } = self;
        let policy = &EffectivePolicy::new(policy.clone());
        decide(&Facts { policy, membership: Some(member), active, evidence, requirement: *requirement }, at(*now))
    }
}

prop_compose! {
    fn any_requirement()(phishing_resistant in any::<bool>(), maximum_age in prop::option::of(1..200_000_u32)) -> RouteRequirement {
        RouteRequirement { phishing_resistant, maximum_age }
    }
}

prop_compose! {
    fn anything_known()(
        policy in any_policy(),
        member in any_member(),
        active in prop::collection::btree_set(any_method(), 0..3),
        evidence in prop::collection::vec(any_evidence(), 0..3),
        requirement in any_requirement(),
        now in -DAY..60 * DAY,
    ) -> Known {
        Known { policy, member, active, evidence, requirement, now }
    }
}

fn with(policy: &MfaPolicy, change: impl FnOnce(&mut PolicyRecord)) -> MfaPolicy {
    let mut record = policy.record().clone();
    change(&mut record);
    MfaPolicy::restore(record)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    /// POL-8
    #[test]
    fn stricter_requirement_allows_no_more_than_a_milder_one(
        known in anything_known(),
        stricter in any_requirement(),
    ) {
        let age = match (known.requirement.maximum_age, stricter.maximum_age) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        let phishing_resistant = known.requirement.phishing_resistant || stricter.phishing_resistant;
        let both = Known { requirement: RouteRequirement { phishing_resistant, maximum_age: age }, ..known.clone() };
        prop_assert!(!passes(&both.decided()) || passes(&known.decided()));
    }

    #[test]
    fn stricter_policy_setting_never_allows_more(
        known in anything_known(),
        left in 1..=4_usize,
        grace in 0..=90_u8,
        age in 300..=2_592_000_u32,
    ) {
        let fewer = AllowedMethods::new(known.policy.methods().iter().take(left)).unwrap();
        let grace = known.policy.grace().min(GracePeriod::days(grace.into()).unwrap());
        let age = known.policy.maximum_age().min(MaximumAge::seconds(age).unwrap());
        for stricter in [
            with(&known.policy, |record| record.methods = fewer),
            with(&known.policy, |record| record.grace = grace),
            with(&known.policy, |record| record.maximum_age = age),
            with(&known.policy, |record| {
                record.enforced = true;
                record.required_since = record.required_since.or(Some(at(0)));
            }),
        ] {
            let stricter = Known { policy: stricter, ..known.clone() };
            prop_assert!(!passes(&stricter.decided()) || passes(&known.decided()), "{:?}", stricter);
        }
    }

    #[test]
    fn younger_evidence_never_proves_less(known in anything_known(), younger in 0..30 * DAY) {
        let moved = |evidence: &Evidence| {
            let then = evidence.verified_at.as_second() - at(0).as_second();
            // never ahead of now, where it would come from a wrong clock
            Evidence { verified_at: at((then + younger).min(known.now).max(then.min(known.now))), ..*evidence }
        };
        let past: Vec<_> = known.evidence.iter().copied().filter(|one| one.verified_at <= at(known.now)).collect();
        let older = Known { evidence: past.clone(), ..known.clone() };
        let newer = Known { evidence: past.iter().map(moved).collect(), ..known.clone() };
        prop_assert!(!passes(&older.decided()) || passes(&newer.decided()));
    }

    #[test]
    fn later_deadline_never_stops_earlier(known in anything_known(), later in 0..90 * DAY) {
        let Some(own) = known.member.deadline else { return Ok(()) };
        let mut member = known.member.clone();
        member.deadline = own.checked_add(SignedDuration::from_secs(later)).ok();
        // a deadline from before the requirement does not count
        prop_assume!(known.policy.required_since().is_some_and(|since| own >= since));
        let later = Known { member, ..known.clone() };
        prop_assert!(!passes(&known.decided()) || passes(&later.decided()));
    }

    #[test]
    fn exemption_allows_until_its_end(
        known in anything_known(),
        end in -10 * DAY..70 * DAY,
    ) {
        let bare = Known { member: Membership { exemption: None, ..known.member.clone() }, ..known.clone() };
        let exemption = Some(exempt_until(end));
        let exempt = Known { member: Membership { exemption, ..known.member.clone() }, ..known.clone() };
        if known.now >= end {
            prop_assert_eq!(exempt.decided(), bare.decided());
        } else {
            // an exemption never denies what was allowed without it
            prop_assert!(!passes(&bare.decided()) || passes(&exempt.decided()));
        }
        if let Decision::Allow(AllowReason::Exempt { until }) = exempt.decided() {
            prop_assert!(until > at(known.now) && !known.requirement.is_raised());
        }
    }

    #[test]
    fn disavowal_ends_grace_and_exemption_while_enforced(known in anything_known()) {
        let member = Membership { disavowed_at: Some(at(0)), ..known.member.clone() };
        let disavowed = Known { member, ..known.clone() };
        let by_time = |reason: &AllowReason| matches!(reason, AllowReason::Grace { .. } | AllowReason::Exempt { .. });
        match (known.decided(), disavowed.decided()) {
            (Decision::Allow(reason), after) if by_time(&reason) => {
                prop_assert!(matches!(after, Decision::Enrol(_)), "{after:?}");
            }
            (before, after) => prop_assert_eq!(before, after),
        }
    }

    #[test]
    fn required_actions_lead_to_an_allow_decision(known in anything_known()) {
        let proved = |method: Method| {
            let evidence = vec![Evidence::of(method, at(known.now))];
            let active = known.active.iter().copied().chain([method]).collect();
            Known { active, evidence, ..known.clone() }.decided()
        };
        match known.decided() {
            Decision::StepUp(methods) => {
                prop_assert!(!methods.is_empty() && methods.is_subset(&known.active));
                for method in methods {
                    prop_assert_eq!(proved(method), Decision::Allow(AllowReason::Verified));
                }
            }
            Decision::Enrol(methods) => {
                prop_assert!(!methods.is_empty() && methods.iter().all(|method| known.policy.methods().contains(*method)));
                for method in Method::CHOICES.into_iter().filter(|method| methods.contains(&method.counts_as())) {
                    prop_assert_eq!(proved(method), Decision::Allow(AllowReason::Verified));
                }
            }
            Decision::Allow(_) | Decision::Deny(_) => {}
        }
    }

    #[test]
    fn waiting_never_allows_again(known in anything_known(), wait in 0..60 * DAY) {
        let known = Known { evidence: Vec::new(), ..known };
        let later = Known { now: known.now + wait, ..known.clone() };
        // exemptions and grace periods end by themselves; nothing begins by itself
        prop_assert!(!passes(&later.decided()) || passes(&known.decided()));
    }

    #[test]
    fn policy_survives_storage(known in anything_known()) {
        let policy = &known.policy;
        prop_assert_eq!(&MfaPolicy::restore(policy.record().clone()), policy);
        prop_assert_eq!(&policy.change(&policy.settings(), at(known.now)), policy);
        let PolicySettings { enforced, methods, grace, maximum_age, enrolment } = policy.settings();
        let names: Vec<_> = methods.iter().map(AllowedMethod::as_str).collect();
        let read = names.into_iter().map(AllowedMethod::parse).collect::<crate::Result<Vec<_>, _>>();
        let read = PolicySettings {
            enforced,
            methods: AllowedMethods::new(read.unwrap()).unwrap(),
            grace: GracePeriod::days(grace.get().into()).unwrap(),
            maximum_age: MaximumAge::seconds(maximum_age.get()).unwrap(),
            enrolment: enrolment.map(|rule| EnrolmentRule::parse(rule.as_str()).unwrap()),
        };
        prop_assert_eq!(read, policy.settings());
    }

    #[test]
    fn each_member_is_in_exactly_one_group_of_a_plan(known in anything_known()) {
        let decision = known.decided();
        let group = PlanGroup::of(&decision);
        prop_assert_eq!(PlanGroup::parse(group.as_str()).unwrap(), group);
        let refused = matches!(group, PlanGroup::StepUp | PlanGroup::EnrolNow);
        prop_assert_eq!(refused, !passes(&decision));
    }
}
