//! Sessions in which a member verified.

mod logout_token;
mod mfa_session;
mod refresh_token;
mod session_binding;

pub use logout_token::{Logout, LogoutScope, LogoutTarget, LogoutToken};
pub use mfa_session::{MfaSession, RefreshState};
pub use refresh_token::{Grant, RefreshToken};
pub use session_binding::SessionBinding;
