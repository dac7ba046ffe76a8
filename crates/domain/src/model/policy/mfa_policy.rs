//! What an organization demands of its members.

use jiff::{SignedDuration, Timestamp};

use super::{AllowedMethods, GracePeriod, MaximumAge};

/// How long after relaxing a demand is still the same demand when it is made again, so that switching it off and on
/// buys nobody a new grace period.
const SAME_DEMAND: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What an organization demands of its members. Each effective change raises the version by one.
///
/// Nothing is written per member when it changes: a member's deadline follows from [`demand_since`](Self::demand_since),
/// their first joining and the grace period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MfaPolicy(PolicyRecord);

/// The parts of a policy, for whoever keeps one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyRecord {
    /// Whether MFA is demanded.
    pub enforced: bool,
    /// Since when, for the reckoning of deadlines.
    pub demand_since: Option<Timestamp>,
    /// When the demand was last taken back.
    pub relaxed_at: Option<Timestamp>,
    /// How long a member may still pass.
    pub grace: GracePeriod,
    /// With what it may be met.
    pub methods: AllowedMethods,
    /// How long a verification counts.
    pub maximum_age: MaximumAge,
    /// From 1, raised by each effective change.
    pub version: u64,
}

/// What an administrator decides about a policy, all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySettings {
    /// Whether MFA is demanded.
    pub enforced: bool,
    /// How long a member may still pass.
    pub grace: GracePeriod,
    /// With what it may be met.
    pub methods: AllowedMethods,
    /// How long a verification counts.
    pub maximum_age: MaximumAge,
}

impl MfaPolicy {
    /// The policy that a new organization begins with: nothing is demanded.
    pub fn new(grace: GracePeriod) -> Self {
        Self(PolicyRecord {
            enforced: false,
            demand_since: None,
            relaxed_at: None,
            grace,
            methods: AllowedMethods::default(),
            maximum_age: MaximumAge::default(),
            version: 1,
        })
    }

    /// The policy that was kept as these parts.
    pub fn restore(record: PolicyRecord) -> Self {
        Self(record)
    }

    /// Its parts.
    pub fn record(&self) -> &PolicyRecord {
        &self.0
    }

    /// Whether MFA is demanded of every member.
    pub fn enforced(&self) -> bool {
        self.0.enforced
    }

    /// Since when it is demanded; kept when the demand is made again within 30 days of being taken back.
    pub fn demand_since(&self) -> Option<Timestamp> {
        self.0.demand_since
    }

    /// How long a member may still pass.
    pub fn grace(&self) -> GracePeriod {
        self.0.grace
    }

    /// With what the demand may be met.
    pub fn methods(&self) -> &AllowedMethods {
        &self.0.methods
    }

    /// How long a verification counts.
    pub fn maximum_age(&self) -> MaximumAge {
        self.0.maximum_age
    }

    /// How often it changed, from 1.
    pub fn version(&self) -> u64 {
        self.0.version
    }

    /// The policy with MFA demanded (or not) from `now` on. Equal to `self` when it was so already.
    #[must_use = "the policy itself is not changed"]
    pub fn enforce(&self, enforced: bool, now: Timestamp) -> Self {
        if self.0.enforced == enforced {
            return self.clone();
        }
        let mut next = self.0.clone();
        next.enforced = enforced;
        next.version += 1;
        if enforced {
            next.demand_since = self.demand_resumed_at(now).or(Some(now));
            next.relaxed_at = None;
        } else {
            next.relaxed_at = Some(now);
        }
        Self(next)
    }

    /// The policy with these demands from `now` on. Equal to `self` when they are the same.
    ///
    /// To allow fewer methods is a new demand: members have the grace period to meet it, in which what they hold still
    /// counts. While nothing is enforced it is new from the next enforcement on.
    #[must_use = "the policy itself is not changed"]
    pub fn change(&self, demands: &PolicySettings, now: Timestamp) -> Self {
        let mut next = self.enforce(demands.enforced, now).0;
        if next.methods.is_narrowed_to(&demands.methods) {
            next.demand_since = demands.enforced.then_some(now);
        }
        next.grace = demands.grace;
        next.methods = demands.methods.clone();
        next.maximum_age = demands.maximum_age;
        next.version = self.0.version;
        if next == self.0 {
            return self.clone();
        }
        next.version += 1;
        Self(next)
    }

    /// What it demands, without what is reckoned from it.
    pub fn demands(&self) -> PolicySettings {
        let PolicyRecord { enforced, grace, methods, maximum_age, .. } = self.0.clone();
        PolicySettings { enforced, grace, methods, maximum_age }
    }

    /// Whether `next` asks less of anybody in any way: it demands nothing more, lets more methods or older verifications
    /// count, gives more time, or begins to count the time anew.
    pub fn is_weakened_by(&self, next: &Self) -> bool {
        let (now, next) = (&self.0, &next.0);
        let anew = now.enforced && next.enforced && next.demand_since > now.demand_since && next.grace.get() > 0;
        (now.enforced && !next.enforced)
            || next.methods.is_narrowed_to(&now.methods)
            || next.maximum_age > now.maximum_age
            || next.grace > now.grace
            || anew
    }

    /// Since when the demand would count if it were made again `now`, if it is still the same one. A clock that jumped
    /// back keeps it the same.
    fn demand_resumed_at(&self, now: Timestamp) -> Option<Timestamp> {
        let relaxed_at = self.0.relaxed_at?;
        if now.duration_since(relaxed_at) <= SAME_DEMAND { self.0.demand_since } else { None }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::model::policy::AllowedMethod;

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
        assert_eq!((enforced.enforced(), enforced.demand_since(), enforced.version()), (true, Some(day(1)), 2));
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
    fn a_demand_that_is_made_again_within_thirty_days_is_the_same(#[case] again: Timestamp, #[case] since: Timestamp) {
        let relaxed = MfaPolicy::new(GracePeriod::default()).enforce(true, day(1)).enforce(false, day(10));
        assert_eq!(relaxed.enforce(true, again).demand_since(), Some(since));
    }

    fn demands(enforced: bool, grace: u32, methods: &[AllowedMethod], age: u32) -> PolicySettings {
        PolicySettings {
            enforced,
            grace: GracePeriod::days(grace).unwrap_or_default(),
            methods: AllowedMethods::new(methods.iter().copied()).unwrap_or_default(),
            maximum_age: MaximumAge::seconds(age).unwrap_or_default(),
        }
    }

    const BOTH: &[AllowedMethod] = &[AllowedMethod::Totp, AllowedMethod::Passkey];
    const ONE: &[AllowedMethod] = &[AllowedMethod::Passkey];

    #[test]
    fn a_change_raises_the_version_once_and_the_same_again_does_not() {
        let policy = MfaPolicy::new(GracePeriod::default());
        assert_eq!(policy.change(&policy.demands(), day(1)), policy);
        let changed = policy.change(&demands(true, 7, ONE, 600), day(1));
        assert_eq!(
            (changed.version(), changed.demand_since(), changed.demands()),
            (2, Some(day(1)), demands(true, 7, ONE, 600))
        );
        assert_eq!(changed.maximum_age().get(), 600);
        assert_eq!(changed.change(&changed.demands(), day(2)), changed);
    }

    #[test]
    fn fewer_methods_are_a_new_demand_and_more_are_not() {
        let policy = MfaPolicy::new(GracePeriod::default()).change(&demands(true, 7, BOTH, 600), day(1));
        let narrowed = policy.change(&demands(true, 7, ONE, 600), day(5));
        assert_eq!(narrowed.demand_since(), Some(day(5)));
        assert_eq!(narrowed.change(&demands(true, 7, BOTH, 600), day(6)).demand_since(), Some(day(5)));
        // while nothing is enforced the next enforcement begins anew, even within thirty days
        let relaxed = policy.enforce(false, day(5)).change(&demands(false, 7, ONE, 600), day(6));
        assert_eq!(relaxed.enforce(true, day(7)).demand_since(), Some(day(7)));
        assert_eq!(policy.enforce(false, day(5)).enforce(true, day(7)).demand_since(), Some(day(1)));
    }

    #[rstest]
    #[case::nothing(demands(true, 7, BOTH, 600), false)]
    #[case::relaxed(demands(false, 7, BOTH, 600), true)]
    #[case::more_time(demands(true, 8, BOTH, 600), true)]
    #[case::less_time(demands(true, 6, BOTH, 600), false)]
    #[case::older_verifications(demands(true, 7, BOTH, 601), true)]
    #[case::younger_verifications(demands(true, 7, BOTH, 599), false)]
    #[case::more_methods(demands(true, 7, &AllowedMethod::ALL, 600), true)]
    #[case::fewer_methods_with_new_time(demands(true, 7, ONE, 600), true)]
    #[case::fewer_methods_at_once(demands(true, 0, ONE, 600), false)]
    fn what_weakens(#[case] next: PolicySettings, #[case] weakens: bool) {
        let policy = MfaPolicy::new(GracePeriod::default()).change(&demands(true, 7, BOTH, 600), day(1));
        assert_eq!(policy.is_weakened_by(&policy.change(&next, day(2))), weakens);
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
                prop_assert!(!next.enforced() || next.demand_since().is_some());
                if let (Some(before), Some(after)) = (policy.demand_since(), next.demand_since()) {
                    let rested = policy.record().relaxed_at.is_some_and(|at| now.duration_since(at) > SAME_DEMAND);
                    prop_assert!(after == before || rested);
                }
                policy = next;
            }
        }
    }
}
