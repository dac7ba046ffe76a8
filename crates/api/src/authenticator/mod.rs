//! What members do with their own authenticators.

mod complete_passkey_registration;
mod credential;
mod disable;
mod disavow;
mod enable;
mod list_methods;
mod list_my_authenticators;
mod method_request;
mod passkey_options;
mod qr_code;
mod recovery_codes;
mod remove_authenticator;
mod rename_authenticator;
mod reset;
mod set_primary;
mod set_up;
mod status;
mod unlock;
mod verify_setup;

pub use complete_passkey_registration::{COMPLETE_REGISTRATION, COMPLETE_REGISTRATION_1};
pub(crate) use credential::AssertionCredential;
pub use disable::DISABLE;
pub use disavow::DISAVOW;
pub use enable::ENABLE;
pub use list_methods::METHODS;
pub use list_my_authenticators::AUTHENTICATORS;
pub use recovery_codes::{RECOVERY_CODES, RENEW_RECOVERY_CODES};
pub use remove_authenticator::REMOVE_AUTHENTICATOR;
pub use rename_authenticator::RENAME_AUTHENTICATOR;
pub use reset::RESET;
pub use set_primary::PRIMARY;
pub use set_up::SETUP;
pub use status::STATUS;
pub use unlock::UNLOCK;
pub use verify_setup::VERIFY_SETUP;
