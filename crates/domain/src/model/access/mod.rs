//! model/access

mod decide;
mod demand;
mod evidence;
mod member_facts;
mod plan;
mod standing;
mod step_up_rule;

pub(crate) use decide::{deadline};
pub use decide::{Decision, Denial, Facts, Judgement, Reason, decide, judge};
pub use demand::{Demand};
pub use evidence::{Evidence, Means};
pub use member_facts::{Known, MemberFacts};
pub use plan::{Plan, PlanFingerprint, PlanGroup};
pub use standing::{MemberState, Standing};
pub use step_up_rule::{StepUpRule};
