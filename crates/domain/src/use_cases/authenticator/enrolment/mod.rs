//! Confirms enrolments by a second channel.

mod confirmation;
mod enrolment_mailer;
mod mint_enrolment_code;

pub(crate) use confirmation::{Confirmation, confirm_enrolment, confirmation_required, require_confirmation};
pub use enrolment_mailer::EnrolmentMailer;
pub(crate) use enrolment_mailer::has_given_address;
pub use mint_enrolment_code::{MintEnrolmentCode, MintedCode};
