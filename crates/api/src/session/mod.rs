//! Sessions: verifying, refreshing, listing and ending them, logouts at the identity provider, and the keys of tokens.

mod backchannel_logout;
mod end_member_sessions;
mod end_session;
mod end_sessions;
mod my_sessions;
mod passkey_auth_options;
mod public_keys;
mod refresh;
mod verify_login;

pub use backchannel_logout::BACKCHANNEL_LOGOUT;
pub use end_member_sessions::END_MEMBER_SESSIONS;
pub use end_session::END_SESSION;
pub use end_sessions::END_SESSIONS;
pub use my_sessions::SESSIONS;
pub use passkey_auth_options::AUTH_OPTIONS;
pub use public_keys::JWKS;
pub use refresh::{REFRESH, USER_REFRESH};
pub use verify_login::VERIFY_LOGIN;
