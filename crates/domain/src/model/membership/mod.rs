//! Members of an organization, their roles and permissions.

mod address_source;
mod email_address;
#[expect(clippy::module_inception, reason = "the aggregate bears the folder's name")]
mod membership;
mod permission;
mod role;

pub use address_source::AddressSource;
pub use email_address::EmailAddress;
pub use membership::{MemberDetails, MemberKind, Membership};
pub use permission::Permission;
pub use role::Role;
