//! Sessions in which a member verified.

mod mfa_session;
mod refresh_token;
mod session_binding;

pub use mfa_session::{MfaSession, RefreshState, SessionId};
pub use refresh_token::{Grant, RefreshToken};
pub use session_binding::SessionBinding;
