//! Who belongs, as what?

mod add_member;
mod authorize;
mod change_role;
mod check_permission;
mod email_address;
mod import_members;
mod join_by_token;
mod list_members;
#[expect(clippy::module_inception, reason = "the aggregate bears the folder's name")]
mod membership;
mod membership_repository;
mod ownership;
mod permission;
mod put_member;
mod remove_member;
mod role;
mod upsert_member;

pub use add_member::AddMember;
pub(crate) use authorize::organization_of;
pub use authorize::{authorize, authorized};
pub use change_role::ChangeRole;
pub use check_permission::CheckPermission;
pub use email_address::EmailAddress;
pub use import_members::{ImportMembers, ImportSummary, MemberRow};
pub(crate) use join_by_token::join_by_token;
pub use list_members::ListMembers;
pub use membership::{MemberKind, MemberDetails, Membership};
pub use membership_repository::MembershipRepository;
pub use permission::Permission;
pub use put_member::{PutMember, MemberUpsert};
pub use remove_member::RemoveMember;
pub use role::Role;
