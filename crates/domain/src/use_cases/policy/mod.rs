//! Reads, plans and changes an organization's policy, deadlines and exemptions.

mod change_policy;
mod enforce_mfa;
mod exception_rules;
mod get_policy;
mod grant_exemption;
mod legacy_organization;
mod plan_policy;
mod set_deadline;

pub use change_policy::ChangePolicy;
pub(crate) use change_policy::replace_policy;
pub use enforce_mfa::{EnforceMfa, Enforcement};
pub(crate) use exception_rules::{find_exception_target, granter_name};
pub use get_policy::GetPolicy;
pub use grant_exemption::{EndExemption, GrantExemption, ListExemptions};
pub use legacy_organization::LegacyOrganization;
pub use plan_policy::PlanPolicy;
pub(crate) use plan_policy::plan;
pub use set_deadline::SetDeadline;
