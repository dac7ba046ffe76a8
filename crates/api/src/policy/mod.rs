//! The MFA policy of an organization, and exceptions for single members.

mod change_policy;
mod clear_deadline;
mod document;
mod end_exemption;
mod enforce_mfa;
mod get_policy;
mod grant_exemption;
mod list_exemptions;
mod member_path;
mod plan_policy;
mod set_deadline;

pub use change_policy::CHANGE_POLICY;
pub use clear_deadline::CLEAR_DEADLINE;
pub use end_exemption::END_EXEMPTION;
pub use enforce_mfa::ENFORCE;
pub use get_policy::POLICY;
pub use grant_exemption::GRANT_EXEMPTION;
pub use list_exemptions::EXEMPTIONS;
pub(crate) use member_path::MemberPath;
pub use plan_policy::PLAN;
pub use set_deadline::SET_DEADLINE;
