//! What does the organization demand?

mod allowed_methods;
mod change_policy;
mod enforce_mfa;
mod exception_rules;
mod exemption;
mod get_policy;
mod grace_period;
mod grant_exemption;
mod maximum_age;
mod mfa_policy;
mod legacy_organization;
mod plan;
mod plan_policy;
mod set_deadline;

pub use allowed_methods::{AllowedMethod, AllowedMethods};
pub use change_policy::ChangePolicy;
pub use enforce_mfa::{EnforceMfa, Enforcement};
pub(crate) use exemption::checked_end;
pub use exemption::{Exemption, Justification};
pub use get_policy::GetPolicy;
pub use grace_period::GracePeriod;
pub use grant_exemption::{EndExemption, GrantExemption, ListExemptions};
pub use maximum_age::MaximumAge;
pub use mfa_policy::{PolicySettings, MfaPolicy, PolicyRecord};
pub use legacy_organization::LegacyOrganization;
pub use plan::{Plan, PlanFingerprint, PlanGroup};
pub use plan_policy::PlanPolicy;
pub use set_deadline::SetDeadline;
