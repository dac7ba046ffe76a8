//! Sets up, confirms, uses and removes authenticators.

mod attempts;
mod binder;
mod confirm_totp;
pub mod enrolment;
mod get_status;
mod link_pages;
mod list_methods;
pub mod magic_link;
mod my_authenticators;
#[cfg(test)]
mod own_acts;
pub mod passkey;
mod proof_rate;
mod recovery_code_set;
mod recovery_codes;
mod reset_mfa;
mod send_limit;
mod session_of_change;
mod set_enabled;
mod set_primary;
mod set_up_totp;
mod unlock_member;
mod verify_login;

pub(crate) use attempts::{CountedAttempt, count_attempt, note_success, record_wrong_code, record_wrong_proof};
pub(crate) use binder::{Binder, LinkBinder};
pub use confirm_totp::ConfirmTotp;
pub use get_status::{GetStatus, MfaStatus};
pub use link_pages::LinkPages;
pub use list_methods::{ListMethods, MethodStatus};
pub use my_authenticators::{ListAuthenticators, ListAuthenticatorsOf, RemoveAuthenticator, RenameAuthenticator};
pub use proof_rate::ProofRate;
pub(crate) use recovery_code_set::{new_code, new_set};
pub use recovery_codes::{CountRecoveryCodes, RenewRecoveryCodes};
pub use reset_mfa::ResetMfa;
pub(crate) use send_limit::require_send_quota;
pub(crate) use session_of_change::{end_other_sessions, verify_session};
pub use set_enabled::SetEnabled;
pub use set_primary::SetPrimary;
pub(crate) use set_up_totp::account_of;
pub use set_up_totp::{SetUpTotp, TotpSetup};
pub use unlock_member::UnlockMember;
pub use verify_login::{Proof, VerifyLogin};
