//! Lists, refreshes and ends sessions.

mod my_sessions;
mod refresh_session;
mod refresh_token;

pub use my_sessions::{EndSession, ListSessions};
pub use refresh_session::RefreshSession;
pub(crate) use refresh_session::full_access;
pub(crate) use refresh_token::{digests_of, new_refresh_token, successor};
