//! Authenticators of each method, their ceremonies, links and limits.

mod attempt_limit;
#[expect(clippy::module_inception, reason = "the aggregate bears the folder's name")]
mod authenticator;
mod authenticator_name;
mod ceremony;
mod enrolment;
mod magic_link;
mod passkey_credential;
mod recovery_code;
mod send_window;
mod totp;
mod totp_credential;

pub use attempt_limit::AttemptLimit;
pub use authenticator::{Authenticator, AuthenticatorState, Credential};
pub use authenticator_name::AuthenticatorName;
pub use ceremony::{Ceremony, CeremonyPurpose};
pub use enrolment::Enrolment;
pub use magic_link::{LinkPurpose, MagicLink};
pub use passkey_credential::{MOST_PASSKEYS, PasskeyCredential, UserHandle};
pub(crate) use recovery_code::{ALPHABET, LENGTH, PURPOSE};
pub use recovery_code::{RECOVERY_CODES, RecoveryCode, normalized_code};
pub use send_window::SendWindow;
pub use totp::{SECRET_BYTES, STEP_SECONDS, matched_step, provisioning_uri};
pub use totp_credential::TotpCredential;
