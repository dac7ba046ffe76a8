//! use_cases/policy

mod change_policy;
mod enforce_mfa;
mod excepted_member;
mod get_policy;
mod grant_exemption;
mod own_organization;
mod plan_policy;
mod set_deadline;

pub(crate) use change_policy::{replace};
pub use change_policy::{ChangePolicy};
pub use enforce_mfa::{EnforceMfa, Enforcement};
pub(crate) use excepted_member::{excepted, name_of, refuse_oneself};
pub use get_policy::{GetPolicy};
pub use grant_exemption::{EndExemption, GrantExemption, ListExemptions};
pub use own_organization::{OwnOrganization};
pub(crate) use plan_policy::{plan};
pub use plan_policy::{PlanPolicy};
pub use set_deadline::{SetDeadline};
