//! use_cases/membership

mod add_member;
mod change_role;
mod check_permission;
mod import_members;
mod list_members;
mod ownership;
mod put_member;
mod remove_member;
mod write_member;

pub use add_member::{AddMember};
pub use change_role::{ChangeRole};
pub use check_permission::{CheckPermission};
pub use import_members::{ImportMembers, ImportSummary, MemberRow};
pub use list_members::{ListMembers};
pub(crate) use ownership::{keeping_an_owner};
pub use put_member::{PutMember, SaidOfMember};
pub use remove_member::{RemoveMember};
pub(crate) use write_member::{Written, write_member};
