//! The policy that binds one member.

use jiff::Timestamp;

use super::{AllowedMethods, EnrolmentRule, GracePeriod, MaximumAge, MfaPolicy};

/// The policy that binds one member of an organization. Only
/// [`Organization::policy_for`](crate::model::organization::Organization::policy_for) makes one, so decisions about
/// members cannot be taken under a policy that does not bind them. It cannot be changed or stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectivePolicy(MfaPolicy);

impl EffectivePolicy {
    pub(in crate::model) fn new(policy: MfaPolicy) -> Self {
        Self(policy)
    }

    /// Whether MFA is required of the member.
    pub fn enforced(&self) -> bool {
        self.0.enforced()
    }

    /// The start of the requirement, from which deadlines are computed.
    pub fn required_since(&self) -> Option<Timestamp> {
        self.0.required_since()
    }

    /// The grace period.
    pub fn grace(&self) -> GracePeriod {
        self.0.grace()
    }

    /// The methods that meet the requirement.
    pub fn methods(&self) -> &AllowedMethods {
        self.0.methods()
    }

    /// The age at which evidence stops counting.
    pub fn maximum_age(&self) -> MaximumAge {
        self.0.maximum_age()
    }

    /// What the member's first authenticator needs.
    pub fn enrolment(&self) -> EnrolmentRule {
        self.0.enrolment()
    }

    /// The version of the organization's policy.
    pub fn version(&self) -> u64 {
        self.0.version()
    }
}
