//! use_cases/session

mod own_sessions;
mod refresh_session;
mod refresh_token;

pub use own_sessions::{EndSession, ListSessions};
pub(crate) use refresh_session::{full_access};
pub use refresh_session::{RefreshSession};
pub(crate) use refresh_token::{digests_of, new_refresh_token, successor};
