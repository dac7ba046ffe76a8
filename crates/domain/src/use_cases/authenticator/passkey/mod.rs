//! Registers and asks for passkeys (WebAuthn).

mod confirm_passkey;
mod request_assertion;
mod set_up_passkey;

pub use confirm_passkey::ConfirmPasskey;
pub use request_assertion::RequestAssertion;
pub use set_up_passkey::{PasskeySetup, SetUpPasskey};
