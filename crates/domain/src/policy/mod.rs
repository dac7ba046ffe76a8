//! What does the organization demand?

mod allowed_methods;
mod enforce_mfa;
mod get_policy;
mod grace_period;
mod maximum_age;
mod mfa_policy;

pub use allowed_methods::{AllowedMethod, AllowedMethods};
pub use enforce_mfa::{EnforceMfa, Enforcement};
pub use get_policy::GetPolicy;
pub use grace_period::GracePeriod;
pub use maximum_age::MaximumAge;
pub use mfa_policy::{MfaPolicy, PolicyRecord};
