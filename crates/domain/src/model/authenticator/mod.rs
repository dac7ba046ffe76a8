//! model/authenticator

mod attempt_limit;
#[expect(clippy::module_inception, reason = "the aggregate bears the folder's name")]
mod authenticator;
mod authenticator_name;
mod ceremony;
mod magic_link;
mod passkey_credential;
mod recovery_code;
mod send_window;
mod totp;
mod totp_credential;

pub use attempt_limit::{AttemptLimit};
pub use authenticator::{Authenticator, Credential, State};
pub use authenticator_name::{AuthenticatorName};
pub use ceremony::{Ceremony, Purpose};
pub use magic_link::{LinkPurpose, MagicLink};
pub use passkey_credential::{MOST_PASSKEYS, PasskeyCredential, UserHandle};
pub(crate) use recovery_code::{ALPHABET, LENGTH, PURPOSE};
pub use recovery_code::{RecoveryCode, SET_SIZE, normalized};
pub use send_window::{SendWindow};
pub use totp::{SECRET_BYTES, STEP_SECONDS, matched_step, provisioning_uri};
pub use totp_credential::{TotpCredential};
