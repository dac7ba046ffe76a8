//! Reads and decides on the state of callers and members.

mod decide_own_access;
mod list_member_statuses;
mod read_member_facts;

pub use decide_own_access::DecideOwnAccess;
pub(crate) use list_member_statuses::each_member_status;
pub use list_member_statuses::{ListMemberStatuses, MemberFilter, MemberStatus};
pub use read_member_facts::ReadMemberFacts;
