//! Lists, refreshes and ends sessions.

mod end_member_sessions;
mod log_out;
mod my_sessions;
mod refresh_session;
mod refresh_token;

pub use end_member_sessions::EndMemberSessions;
pub use log_out::LogOut;
pub use my_sessions::{EndSession, ListSessions};
pub use refresh_session::RefreshSession;
pub(crate) use refresh_session::full_access;
pub(crate) use refresh_token::{digests_of, new_refresh_token, successor};
