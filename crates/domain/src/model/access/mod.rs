//! The decision whether a request is allowed, and the facts it rests on.

mod caller_key;
mod decide;
mod decide_administration;
mod evidence;
mod member_facts;
mod member_snapshot;
mod policy_plan;
mod route_requirement;
mod step_up_rule;

pub use caller_key::{CallerKey, CallerSession};
pub(crate) use decide::deadline;
pub use decide::{AllowReason, Decision, DenialReason, Facts, Judgement, decide, judge};
pub(crate) use decide_administration::{AdministrativeRequirement, decide_administration};
pub use evidence::{Evidence, Means};
pub use member_facts::{CallerContext, MemberFacts};
pub use member_snapshot::{MemberSnapshot, MemberState};
pub use policy_plan::{Plan, PlanFingerprint, PlanGroup};
pub use route_requirement::RouteRequirement;
pub use step_up_rule::{ManagementAge, StepUpRule};
