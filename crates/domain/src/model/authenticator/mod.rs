//! Authenticators of each method, their ceremonies, links and limits.

mod attempt_counts;
#[expect(clippy::module_inception, reason = "the aggregate bears the folder's name")]
mod authenticator;
mod authenticator_name;
mod ceremony;
mod disavowal;
mod enrolment_channel;
mod enrolment_code;
mod magic_link;
mod passkey_credential;
mod recovery_code;
mod send_window;
mod totp;
mod totp_credential;
mod typed_code;

pub(crate) use attempt_counts::AllowedAttempt;
pub use attempt_counts::{AttemptCounts, AttemptLimit, MemberAttempts, SessionAttempts};
pub use authenticator::{Authenticator, AuthenticatorState, Credential};
pub use authenticator_name::AuthenticatorName;
pub use ceremony::{Ceremony, CeremonyPurpose};
pub use disavowal::Disavowal;
pub use enrolment_channel::EnrolmentChannel;
pub(crate) use enrolment_code::ENROLMENT_PURPOSE;
pub use enrolment_code::{CodeOrigin, EnrolmentCode, StoredEnrolmentCode};
pub use magic_link::{LinkPurpose, MagicLink};
pub use passkey_credential::{MOST_PASSKEYS, PasskeyCredential, UserHandle};
pub(crate) use recovery_code::{ALPHABET, LENGTH, PURPOSE};
pub use recovery_code::{RECOVERY_CODES, RecoveryCode};
pub use send_window::SendWindow;
pub use totp::{SECRET_BYTES, STEP_SECONDS, matched_step, provisioning_uri};
pub use totp_credential::TotpCredential;
pub use typed_code::{OneTimeCode, TypedCode, TypedRecoveryCode};
