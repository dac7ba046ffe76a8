//! model/membership

mod email_address;
#[expect(clippy::module_inception, reason = "the aggregate bears the folder's name")]
mod membership;
mod permission;
mod role;

pub use email_address::{EmailAddress};
pub use membership::{Kind, MemberDetails, Membership};
pub use permission::{Permission};
pub use role::{Role};
