//! The port that speaks WebAuthn.

use crate::Result;
use crate::model::authenticator::{PasskeyCredential, UserHandle};

/// What a relying party is called (WebAuthn, section 5.4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingPartyName {
    /// Its id: a domain.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The first of its origins.
    pub origin: String,
}

/// For whom a passkey is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyHolder {
    /// By what the authenticator will know them.
    pub user_handle: UserHandle,
    /// What it shows.
    pub user_name: String,
}

/// A registration that began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationOptions {
    /// The challenge.
    pub challenge: Vec<u8>,
    /// All of it as a browser takes it: a `PublicKeyCredentialCreationOptionsJSON`.
    pub options: String,
    /// What is needed to check the answer. Stays on the server.
    pub state: String,
}

/// An assertion that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertionOptions {
    /// The challenge.
    pub challenge: Vec<u8>,
    /// The relying party's id.
    pub rp_id: String,
    /// How long the browser should wait, in milliseconds.
    pub timeout: u64,
    /// The ids of the passkeys that can answer.
    pub credential_ids: Vec<Vec<u8>>,
    /// What is needed to check the answer. Stays on the server.
    pub state: String,
}

/// How an assertion ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssertionOutcome {
    /// It was right. The passkey as it is now.
    Accepted(PasskeyCredential),
    /// It was right but for its sign count, which did not go on: there may be a copy of the key.
    SignCountDecreased,
    /// It was wrong.
    Rejected,
}

/// Makes challenges and checks answers, as WebAuthn, sections 7.1 and 7.2, have it: users are verified, origins are the
/// configured ones exactly, nothing comes from another site's frame. Answers are JSON texts from outside; whatever they
/// hold, they are wrong at worst.
pub trait RelyingParty: Send + Sync {
    /// What it is called.
    fn name(&self) -> RelyingPartyName;

    /// Begins a registration for a holder of these passkeys, none of which is registered again.
    fn begin_registration(&self, holder: &PasskeyHolder, held: &[&PasskeyCredential]) -> Result<RegistrationOptions>;

    /// The passkey that was registered, or `None` for an answer that is wrong.
    fn finish_registration(
        &self,
        response: &str,
        state: &str,
        user_handle: UserHandle,
    ) -> Result<Option<PasskeyCredential>>;

    /// Asks for an assertion by one of these passkeys.
    fn begin_assertion(&self, held: &[&PasskeyCredential]) -> Result<AssertionOptions>;

    /// Checks an assertion by one of these passkeys.
    fn finish_assertion(&self, response: &str, state: &str, held: &[&PasskeyCredential]) -> Result<AssertionOutcome>;
}
