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

    fn day(day: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + day * 86_400).unwrap_or_default()
    }

    fn seconds_after(at: Timestamp, seconds: i64) -> Timestamp {
        Timestamp::from_second(at.as_second() + seconds).unwrap_or_default()
    }

    #[test]
    fn enforcing_and_relaxing_raise_the_version_and_repeating_does_not() {
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

    proptest! {
        #[test]
        fn toggling_never_moves_a_demand_later_unless_it_rested_for_thirty_days(
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
