//! Access decisions: the gate, and the decision as JSON.

mod allow_response;
mod caller_cache;
mod cookie;
mod credentials;
mod decide_for;
mod decision;
mod explanation;
mod facts_cache;
mod gate;
mod gate_metrics;
mod gate_state;
mod invalidation;
mod my_decision;
mod profile;
mod verified_tokens;

pub use allow_response::Allowed;
pub(crate) use caller_cache::{CallerCache, poll_interval};
pub use decide_for::DECIDE_FOR;
pub(crate) use decision::DecisionView;
pub use explanation::Explanation;
pub(crate) use gate::answer;
pub use gate::{GATE, GATE_PROFILE};
pub(crate) use gate_state::GateState;
pub(crate) use invalidation::Invalidation;
pub use my_decision::DECISION;
pub(crate) use profile::DEFAULT_PROFILE;
pub use profile::{GateProfile, GateProfiles};
