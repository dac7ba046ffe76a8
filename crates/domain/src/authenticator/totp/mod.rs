//! Time-based one-time passwords (RFC 6238): SHA-1, 6 digits, 30 seconds, as every app has them.

mod code;
mod totp_credential;

pub use code::{matched_step, provisioning_uri};
pub use totp_credential::TotpCredential;

/// How many seconds a code is shown.
pub const STEP_SECONDS: u64 = 30;

/// How many bytes a secret has: 160 bits (RFC 4226, section 4, R6).
pub const SECRET_BYTES: usize = 20;
