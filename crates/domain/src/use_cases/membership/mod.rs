//! Adds, changes, imports and removes members.

mod add_member;
mod change_role;
mod enter_organization;
mod import_members;
mod last_owner;
mod list_members;
mod put_member;
mod remove_member;
#[cfg(test)]
mod service_notices;
mod upsert_member;

pub use add_member::AddMember;
pub use change_role::ChangeRole;
pub use enter_organization::{AcceptMembership, EnterOrganization};
pub use import_members::{ImportMembers, ImportSummary, MemberRow};
pub(crate) use last_owner::with_an_owner_left;
pub use list_members::ListMembers;
pub use put_member::{MemberUpsert, PutMember};
pub use remove_member::RemoveMember;
pub(crate) use upsert_member::{KindChange, MemberWrite, upsert_member};
