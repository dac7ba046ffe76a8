//! What has been proved?

mod mfa_session;
mod session_repository;

pub use mfa_session::{MfaSession, SessionId};
pub use session_repository::SessionRepository;
