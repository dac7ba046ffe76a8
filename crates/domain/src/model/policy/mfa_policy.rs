//! An organization's MFA policy.

use jiff::{SignedDuration, Timestamp};

use super::{AllowedMethods, EnrolmentRule, GracePeriod, MaximumAge};

/// Enforcing again within this time resumes the earlier requirement, so that switching it off and on starts no new grace
/// period.
const RESUMES_WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What an organization requires of its members. Each effective change raises the version by one.
///
/// A change writes nothing per member: a member's deadline follows from [`required_since`](Self::required_since), the member's
/// first joining and the grace period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MfaPolicy(PolicyRecord);

/// The fields of a policy, for stores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyRecord {
    /// Whether MFA is required.
    pub enforced: bool,
    /// When the requirement began, for computing deadlines.
    pub required_since: Option<Timestamp>,
    /// When enforcement last stopped.
    pub relaxed_at: Option<Timestamp>,
    /// The grace period.
    pub grace: GracePeriod,
    /// The allowed methods.
    pub methods: AllowedMethods,
    /// The maximum age of a verification.
    pub maximum_age: MaximumAge,
    /// What a member's first authenticator needs.
    pub enrolment: EnrolmentRule,
    /// The version, from 1, raised by each effective change.
    pub version: u64,
}

/// The settings of a policy that an administrator chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySettings {
    /// Whether MFA is required.
    pub enforced: bool,
    /// The grace period.
    pub grace: GracePeriod,
    /// The allowed methods.
    pub methods: AllowedMethods,
    /// The maximum age of a verification.
    pub maximum_age: MaximumAge,
    /// What a member's first authenticator needs; `None` leaves it as it is.
    pub enrolment: Option<EnrolmentRule>,
}

impl MfaPolicy {
    /// The policy of a new organization: nothing is required.
    pub fn new(grace: GracePeriod) -> Self {
        Self(PolicyRecord {
            enforced: false,
            required_since: None,
            relaxed_at: None,
            grace,
            methods: AllowedMethods::default(),
            maximum_age: MaximumAge::default(),
            enrolment: EnrolmentRule::default(),
            version: 1,
        })
    }

    /// Restores a stored policy.
    pub fn restore(record: PolicyRecord) -> Self {
        Self(record)
    }

    /// The fields to store.
    pub fn record(&self) -> &PolicyRecord {
        &self.0
    }

    /// Whether MFA is required of every member.
    pub fn enforced(&self) -> bool {
        self.0.enforced
    }

    /// When the requirement began; kept when it is enforced again within 30 days.
    pub fn required_since(&self) -> Option<Timestamp> {
        self.0.required_since
    }

    /// The grace period.
    pub fn grace(&self) -> GracePeriod {
        self.0.grace
    }

    /// The allowed methods.
    pub fn methods(&self) -> &AllowedMethods {
        &self.0.methods
    }

    /// The maximum age of a verification.
    pub fn maximum_age(&self) -> MaximumAge {
        self.0.maximum_age
    }

    /// What a member's first authenticator needs.
    pub fn enrolment(&self) -> EnrolmentRule {
        self.0.enrolment
    }

    /// The version, from 1.
    pub fn version(&self) -> u64 {
        self.0.version
    }

    /// The policy that enforces MFA, or does not, from `now` on. Equal to `self` if nothing changes.
    #[must_use = "the policy itself is not changed"]
    pub fn enforce(&self, enforced: bool, now: Timestamp) -> Self {
        if self.0.enforced == enforced {
            return self.clone();
        }
        let mut next = self.0.clone();
        next.enforced = enforced;
        next.version += 1;
        if enforced {
            next.required_since = self.resumed_since(now).or(Some(now));
            next.relaxed_at = None;
        } else {
            next.relaxed_at = Some(now);
        }
        Self(next)
    }

    /// The policy with these settings from `now` on. Equal to `self` if nothing changes.
    ///
    /// Allowing fewer methods is a new requirement: members have the grace period to meet it, during which what they hold
    /// still counts. While MFA is not enforced, the requirement begins with the next enforcement.
    #[must_use = "the policy itself is not changed"]
    pub fn change(&self, settings: &PolicySettings, now: Timestamp) -> Self {
        let mut next = self.enforce(settings.enforced, now).0;
        if next.methods.is_narrowed_to(&settings.methods) {
            next.required_since = settings.enforced.then_some(now);
        }
        next.grace = settings.grace;
        next.methods = settings.methods.clone();
        next.maximum_age = settings.maximum_age;
        next.enrolment = settings.enrolment.unwrap_or(next.enrolment);
        next.version = self.0.version;
        if next == self.0 {
            return self.clone();
        }
        next.version += 1;
        Self(next)
    }

    /// The settings, without what follows from them.
    pub fn settings(&self) -> PolicySettings {
        let PolicyRecord { enforced, grace, methods, maximum_age, enrolment, .. } = self.0.clone();
        PolicySettings { enforced, grace, methods, maximum_age, enrolment: Some(enrolment) }
    }

    /// Whether `next` requires less of any member: it stops enforcing, allows more methods or older verifications, extends
    /// the grace period or restarts it, or confirms enrolments no longer.
    pub fn is_weakened_by(&self, next: &Self) -> bool {
        let (now, next) = (&self.0, &next.0);
        let anew = now.enforced && next.enforced && next.required_since > now.required_since && next.grace.get() > 0;
        (now.enforced && !next.enforced)
            || next.methods.is_narrowed_to(&now.methods)
            || next.maximum_age > now.maximum_age
            || next.grace > now.grace
            || anew
            || (now.enrolment == EnrolmentRule::Confirmed && next.enrolment == EnrolmentRule::Open)
    }

    /// When the requirement began that enforcing `now` would resume, if it resumes one. A clock that jumped back resumes it.
    fn resumed_since(&self, now: Timestamp) -> Option<Timestamp> {
        let relaxed_at = self.0.relaxed_at?;
        if now.duration_since(relaxed_at) <= RESUMES_WITHIN { self.0.required_since } else { None }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::model::identity::AllowedMethod;

    fn day(day: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + day * 86_400).unwrap_or_default()
    }

    fn seconds_after(at: Timestamp, seconds: i64) -> Timestamp {
        Timestamp::from_second(at.as_second() + seconds).unwrap_or_default()
    }

    #[test]
    fn only_changes_raise_the_policy_version() {
        let policy = MfaPolicy::new(GracePeriod::default());
        assert_eq!(policy.enforce(false, day(0)), policy);
        let enforced = policy.enforce(true, day(1));
        assert_eq!((enforced.enforced(), enforced.required_since(), enforced.version()), (true, Some(day(1)), 2));
        assert_eq!(enforced.enforce(true, day(2)), enforced);
        let relaxed = enforced.enforce(false, day(3));
        assert_eq!((relaxed.enforced(), relaxed.version()), (false, 3));
        assert_eq!(relaxed.enforce(false, day(4)), relaxed);
    }

    #[rstest]
    #[case::at_once(day(10), day(1))]
    #[case::a_second_short_of_thirty_days(seconds_after(day(40), -1), day(1))]
    #[case::at_thirty_days(day(40), day(1))]
    #[case::a_second_past_thirty_days(seconds_after(day(40), 1), seconds_after(day(40), 1))]
    #[case::the_clock_jumped_back(day(5), day(1))]
    fn enforcing_again_within_thirty_days_resumes(#[case] again: Timestamp, #[case] since: Timestamp) {
        let relaxed = MfaPolicy::new(GracePeriod::default()).enforce(true, day(1)).enforce(false, day(10));
        assert_eq!(relaxed.enforce(true, again).required_since(), Some(since));
    }

    fn settings(enforced: bool, grace: u32, methods: &[AllowedMethod], age: u32) -> PolicySettings {
        PolicySettings {
            enforced,
            grace: GracePeriod::days(grace).unwrap_or_default(),
            methods: AllowedMethods::new(methods.iter().copied()).unwrap_or_default(),
            maximum_age: MaximumAge::seconds(age).unwrap_or_default(),
            enrolment: Some(EnrolmentRule::Open),
        }
    }

    const BOTH: &[AllowedMethod] = &[AllowedMethod::Totp, AllowedMethod::Passkey];
    const ONE: &[AllowedMethod] = &[AllowedMethod::Passkey];

    #[test]
    fn change_raises_the_version_once() {
        let policy = MfaPolicy::new(GracePeriod::default());
        assert_eq!(policy.change(&policy.settings(), day(1)), policy);
        let changed = policy.change(&settings(true, 7, ONE, 600), day(1));
        assert_eq!(
            (changed.version(), changed.required_since(), changed.settings()),
            (2, Some(day(1)), settings(true, 7, ONE, 600))
        );
        assert_eq!(changed.maximum_age().get(), 600);
        assert_eq!(changed.change(&changed.settings(), day(2)), changed);
    }

    #[test]
    fn only_fewer_methods_start_a_new_requirement() {
        let policy = MfaPolicy::new(GracePeriod::default()).change(&settings(true, 7, BOTH, 600), day(1));
        let narrowed = policy.change(&settings(true, 7, ONE, 600), day(5));
        assert_eq!(narrowed.required_since(), Some(day(5)));
        assert_eq!(narrowed.change(&settings(true, 7, BOTH, 600), day(6)).required_since(), Some(day(5)));
        // while nothing is enforced the next enforcement begins anew, even within thirty days
        let relaxed = policy.enforce(false, day(5)).change(&settings(false, 7, ONE, 600), day(6));
        assert_eq!(relaxed.enforce(true, day(7)).required_since(), Some(day(7)));
        assert_eq!(policy.enforce(false, day(5)).enforce(true, day(7)).required_since(), Some(day(1)));
    }

    #[rstest]
    #[case::nothing(settings(true, 7, BOTH, 600), false)]
    #[case::relaxed(settings(false, 7, BOTH, 600), true)]
    #[case::more_time(settings(true, 8, BOTH, 600), true)]
    #[case::less_time(settings(true, 6, BOTH, 600), false)]
    #[case::older_verifications(settings(true, 7, BOTH, 601), true)]
    #[case::younger_verifications(settings(true, 7, BOTH, 599), false)]
    #[case::more_methods(settings(true, 7, &AllowedMethod::ALL, 600), true)]
    #[case::fewer_methods_with_new_time(settings(true, 7, ONE, 600), true)]
    #[case::fewer_methods_at_once(settings(true, 0, ONE, 600), false)]
    fn what_weakens(#[case] next: PolicySettings, #[case] weakens: bool) {
        let policy = MfaPolicy::new(GracePeriod::default()).change(&settings(true, 7, BOTH, 600), day(1));
        assert_eq!(policy.is_weakened_by(&policy.change(&next, day(2))), weakens);
    }

    #[test]
    fn enrolment_rule_stays_unless_given_and_opening_weakens() {
        let open = MfaPolicy::new(GracePeriod::default()).change(&settings(true, 7, BOTH, 600), day(1));
        let with =
            |policy: &MfaPolicy, enrolment| policy.change(&PolicySettings { enrolment, ..policy.settings() }, day(2));
        assert_eq!(with(&open, None), open);
        let confirmed = with(&open, Some(EnrolmentRule::Confirmed));
        assert_eq!((confirmed.enrolment(), confirmed.version()), (EnrolmentRule::Confirmed, open.version() + 1));
        assert_eq!(with(&confirmed, None), confirmed);
        assert!(!open.is_weakened_by(&confirmed) && confirmed.is_weakened_by(&open));
    }

    proptest! {
        #[test]
        fn toggling_never_postpones_enforcement_within_thirty_days(
            toggles in prop::collection::vec((any::<bool>(), 0..40_i64), 1..40)
        ) {
            let mut policy = MfaPolicy::new(GracePeriod::default());
            let mut now = day(0);
            for (enforced, days) in toggles {
                now = seconds_after(now, days * 86_400);
                let next = policy.enforce(enforced, now);
                let effective = policy.enforced() != enforced;
                prop_assert_eq!(next.version(), policy.version() + u64::from(effective));
                prop_assert!(!next.enforced() || next.required_since().is_some());
                if let (Some(before), Some(after)) = (policy.required_since(), next.required_since()) {
                    let rested = policy.record().relaxed_at.is_some_and(|at| now.duration_since(at) > RESUMES_WITHIN);
                    prop_assert!(after == before || rested);
                }
                policy = next;
            }
        }
    }
}
