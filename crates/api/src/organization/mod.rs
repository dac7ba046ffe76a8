//! Organizations: provisioning them, and the contract's view of the caller's own.

mod end_organization;
mod get_legacy_organization;
mod legacy_organization;
mod put_legacy_organization;
mod put_organization;

pub use end_organization::END_ORGANIZATION;
pub use get_legacy_organization::ORGANIZATION;
pub use put_legacy_organization::CHANGE_ORGANIZATION;
pub use put_organization::PUT_ORGANIZATION;
