//! What some routes ask for beyond the organization's policy.

/// A demand that an operator raises for some routes. It binds every person, whatever their organization demands: nobody is
/// exempt from it and no grace period applies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RouteRequirement {
    /// Only what no false page can ask for counts.
    pub phishing_resistant: bool,
    /// How many seconds ago a verification may have been, if that is less than the policy's maximum age.
    pub maximum_age: Option<u32>,
}

impl RouteRequirement {
    /// The organization's policy alone.
    pub const NONE: Self = Self { phishing_resistant: false, maximum_age: None };

    /// Whether anything is asked for beyond the policy.
    pub fn is_raised(self) -> bool {
        self != Self::NONE
    }
}
