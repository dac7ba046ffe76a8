//! Requirements of single routes beyond the organization's policy.

/// A requirement that an operator raises for some routes. It binds every person whatever the organization's policy: no
/// exemption and no grace period applies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RouteRequirement {
    /// Only phishing-resistant evidence counts.
    pub phishing_resistant: bool,
    /// The maximum age of a verification in seconds, if less than the policy's.
    pub maximum_age: Option<u32>,
}

impl RouteRequirement {
    /// Nothing beyond the policy.
    pub const NONE: Self = Self { phishing_resistant: false, maximum_age: None };

    /// Whether it requires anything beyond the policy.
    pub fn is_raised(self) -> bool {
        self != Self::NONE
    }
}
