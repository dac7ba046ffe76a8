//! May this request pass?

mod counts;
mod decision;
mod freshness;
mod gate;
mod keeper;
mod profile;

pub(crate) use counts::GateCounts;
pub(crate) use decision::{DecisionView, decision};
pub(crate) use freshness::Freshness;
pub(crate) use gate::gate;
pub(crate) use keeper::{Keeper, pause};
pub use profile::{GateProfile, GateProfiles};
