//! Health checks.

mod live;
mod readiness;
mod ready;

pub use live::LIVEZ;
pub(crate) use readiness::Readiness;
pub use ready::READYZ;
