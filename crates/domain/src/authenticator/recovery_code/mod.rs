//! Codes for when the authenticator is not at hand.

mod code;
mod own_codes;
mod recovery_code_repository;

pub(crate) use code::new_set;
pub use code::{RecoveryCode, normalized_code};
pub use own_codes::{CountRecoveryCodes, RenewRecoveryCodes};
pub use recovery_code_repository::RecoveryCodeRepository;

/// How many codes a set has.
pub const RECOVERY_CODES: usize = 10;

/// The purpose that digests of codes are made for.
pub(crate) const PURPOSE: &str = "recovery code";
