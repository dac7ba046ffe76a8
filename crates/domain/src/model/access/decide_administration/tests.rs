//! What administrative calls require.

use rstest::rstest;

use super::*;
use crate::model::access::{AllowReason, Means};
use crate::model::identity::{AllowedMethod, AssuranceLevel, SubjectId};
use crate::model::membership::{AddressSource, MemberDetails, MemberKind, Membership, Role};
use crate::model::policy::{AllowedMethods, EffectivePolicy, GracePeriod, MfaPolicy, PolicyRecord};

use Method::{MagicLink, Passkey, RecoveryCode, Totp};

const BOTH: &[AllowedMethod] = &[AllowedMethod::Totp, AllowedMethod::Passkey];
const PASSKEY: &[AllowedMethod] = &[AllowedMethod::Passkey];
const PROVIDER: &[AllowedMethod] = &[AllowedMethod::Totp, AllowedMethod::IdentityProvider];
const RESISTANT: Means = Means::IdentityProvider(AssuranceLevel::PhishingResistant);
const MFA: Means = Means::IdentityProvider(AssuranceLevel::Mfa);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn used(method: Method) -> Means {
    Means::Method(method)
}

/// What the decision is about an administrator of an organization that enforces MFA since 0, at 1000 seconds, with
/// evidence of `age` seconds.
fn decided(
    (grace, methods): (u32, &[AllowedMethod]),
    active: &[Method],
    evidence: &[(Means, i64)],
    verified: bool,
) -> String {
    let policy = MfaPolicy::new(GracePeriod::days(grace).unwrap()).enforce(true, at(0));
    let methods = AllowedMethods::new(methods.iter().copied()).unwrap();
    let policy = EffectivePolicy::new(MfaPolicy::restore(PolicyRecord { methods, ..policy.record().clone() }));
    let subject = SubjectId::parse("owner").unwrap();
    let details = MemberDetails {
        subject,
        email: None,
        address_source: AddressSource::Given,
        role: Role::Owner,
        kind: MemberKind::Person,
    };
    let membership = Membership::new(details, at(-1)).unwrap();
    let active = active.iter().copied().collect();
    let evidence: Vec<_> = evidence
        .iter()
        .map(|(means, age)| Evidence { means: *means, verified_at: at(1000 - age), expires_at: None })
        .collect();
    let facts = Facts {
        policy: &policy,
        membership: Some(&membership),
        active: &active,
        evidence: &evidence,
        requirement: RouteRequirement::NONE,
    };
    match decide_administration(&facts, AdministrativeRequirement { verified, maximum_age: 600 }, at(1000)) {
        Decision::Allow(AllowReason::Grace { .. }) => "grace".to_owned(),
        Decision::Allow(reason) => reason.as_str().to_owned(),
        Decision::StepUp(methods) => format!("step up {methods:?}"),
        Decision::Enrol(_) => "enrol".to_owned(),
        Decision::Deny(_) => "deny".to_owned(),
    }
}

#[rstest]
#[case::nothing((0, BOTH), &[], &[], "enrol")]
#[case::nothing_in_grace((7, BOTH), &[], &[], "enrol")]
#[case::unused((0, BOTH), &[Totp], &[], "step up {Totp}")]
#[case::used((0, BOTH), &[Totp], &[(used(Totp), 599)], "verified")]
#[case::used_too_long_ago((0, BOTH), &[Totp], &[(used(Totp), 600)], "step up {Totp}")]
#[case::not_allowed_any_more((0, PASSKEY), &[Totp], &[(used(Totp), 0)], "enrol")]
#[case::not_allowed_yet_in_grace((7, PASSKEY), &[Totp], &[(used(Totp), 0)], "verified")]
#[case::link_for_a_passkey((7, BOTH), &[Passkey, MagicLink], &[(used(MagicLink), 0)], "step up {Passkey}")]
#[case::code_for_a_passkey((0, BOTH), &[Passkey, Totp], &[(used(Totp), 0)], "step up {Passkey}")]
#[case::passkey_for_both((0, BOTH), &[Passkey, Totp], &[(used(Passkey), 0)], "verified")]
#[case::recovery_code((0, BOTH), &[Totp], &[(used(RecoveryCode), 0)], "step up {Totp}")]
#[case::provider_not_named((0, BOTH), &[], &[(RESISTANT, 0)], "enrol")]
#[case::provider_named((0, PROVIDER), &[], &[(MFA, 0)], "verified")]
#[case::provider_for_a_code((0, PROVIDER), &[Totp], &[(MFA, 0)], "verified")]
#[case::provider_for_a_passkey((7, PROVIDER), &[Passkey], &[(MFA, 0)], "step up {Passkey}")]
#[case::resistant_provider_for_a_passkey((7, PROVIDER), &[Passkey], &[(RESISTANT, 0)], "verified")]
fn write_while_enforcing_needs_recent_strong_evidence(
    #[case] policy: (u32, &[AllowedMethod]),
    #[case] active: &[Method],
    #[case] evidence: &[(Means, i64)],
    #[case] expected: &str,
) {
    assert_eq!(decided(policy, active, evidence, true), expected);
}

#[rstest]
#[case::nothing_in_grace((7, BOTH), &[], &[], "grace")]
#[case::nothing_after_it((0, BOTH), &[], &[], "enrol")]
#[case::unused((7, BOTH), &[Totp], &[], "step up {Totp}")]
#[case::used((7, BOTH), &[Totp], &[(used(Totp), 0)], "verified")]
#[case::link_for_a_passkey((7, BOTH), &[Passkey, MagicLink], &[(used(MagicLink), 0)], "step up {Passkey}")]
#[case::recovery_code((7, BOTH), &[Totp], &[(used(RecoveryCode), 0)], "step up {Totp}")]
fn other_calls_need_the_callers_own_decision(
    #[case] policy: (u32, &[AllowedMethod]),
    #[case] active: &[Method],
    #[case] evidence: &[(Means, i64)],
    #[case] expected: &str,
) {
    assert_eq!(decided(policy, active, evidence, false), expected);
}
