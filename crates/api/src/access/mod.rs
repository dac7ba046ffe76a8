//! May this request pass?

mod decision;

pub(crate) use decision::{DecisionView, decision};
