//! What has been proved?

mod mfa_session;
mod own_sessions;
mod refresh_session;
mod refresh_token;
mod session_repository;

pub use mfa_session::{MfaSession, RefreshState, SessionId};
pub use own_sessions::{EndSession, ListSessions};
pub use refresh_session::RefreshSession;
pub(crate) use refresh_session::full_access;
pub(crate) use refresh_token::new_refresh_token;
pub use refresh_token::{Grant, RefreshToken};
pub use session_repository::SessionRepository;
