//! May this request pass?

mod counts;
mod decision;
mod explanation;
mod freshness;
mod gate;
mod held;
mod keeper;
mod passed;
mod presented;
mod profile;

pub(crate) use counts::GateCounts;
pub(crate) use decision::{DecisionView, decision};
pub use explanation::Explanation;
pub(crate) use explanation::{DecisionBody, decide_for};
pub(crate) use freshness::Freshness;
pub(crate) use gate::gate;
pub use held::{Held, HeldService};
pub(crate) use keeper::{Keeper, pause};
pub use passed::Passed;
pub use profile::{GateProfile, GateProfiles};
