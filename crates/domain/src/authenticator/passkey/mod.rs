//! WebAuthn credentials: several for each member, each with a name.

mod ceremony;
mod ceremony_repository;
mod confirm_passkey;
mod passkey_credential;
mod relying_party;
mod request_assertion;
mod set_up_passkey;

pub use ceremony::{Ceremony, CeremonyPurpose};
pub use ceremony_repository::CeremonyRepository;
pub use confirm_passkey::ConfirmPasskey;
pub use passkey_credential::{PasskeyCredential, UserHandle};
pub use relying_party::{AssertionOutcome, AssertionOptions, PasskeyHolder, RegistrationOptions, RelyingParty, RelyingPartyName};
pub use request_assertion::RequestAssertion;
pub use set_up_passkey::{PasskeySetup, SetUpPasskey};

/// How many passkeys a member can have.
pub const MOST_PASSKEYS: usize = 20;
