//! The tenant.

#[expect(clippy::module_inception, reason = "the aggregate bears the folder's name")]
mod organization;

pub use organization::{Organization, OrganizationName};
