//! Confirms enrolments by a second channel.

mod confirmation;
mod disavow_authenticator;
mod enrolment_mailer;
mod enrolment_record;
mod mint_enrolment_code;

pub(crate) use confirmation::{Confirmation, confirm_enrolment, confirmation_required, require_confirmation};
pub use disavow_authenticator::DisavowAuthenticator;
pub use enrolment_mailer::EnrolmentMailer;
pub(crate) use enrolment_mailer::has_given_address;
pub(crate) use enrolment_record::{disavowal_digests, enrolment_event};
pub use mint_enrolment_code::{MintEnrolmentCode, MintedCode};
