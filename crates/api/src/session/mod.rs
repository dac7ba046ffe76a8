//! Sessions: verifying, refreshing, listing and ending them, and the keys of their tokens.

mod end_session;
mod my_sessions;
mod passkey_auth_options;
mod public_keys;
mod refresh;
mod verify_login;

pub use end_session::END_SESSION;
pub use my_sessions::SESSIONS;
pub use passkey_auth_options::AUTH_OPTIONS;
pub use public_keys::JWKS;
pub use refresh::{REFRESH, USER_REFRESH};
pub use verify_login::VERIFY_LOGIN;
