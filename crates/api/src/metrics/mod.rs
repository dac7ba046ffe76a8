//! What is counted of answers, and the listener that tells it.
//!
//! Labels come from tables alone: routes, methods, statuses, codes, profiles. Nothing that a client sends becomes one.

mod answers;
mod gate;
mod listener;

pub(crate) use answers::Answers;
pub(crate) use gate::GateAnswers;
pub use listener::observation;
