//! The port that implements WebAuthn.

use crate::Result;
use crate::model::authenticator::{PasskeyCredential, UserHandle};

/// The id and names of a relying party (WebAuthn, section 5.4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingPartyName {
    /// The id: a domain.
    pub id: String,
    /// The display name.
    pub name: String,
    /// The first configured origin.
    pub origin: String,
}

/// The member for whom a passkey is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyHolder {
    /// The handle by which the authenticator identifies the member.
    pub user_handle: UserHandle,
    /// The account name that the authenticator shows.
    pub user_name: String,
}

/// A registration that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationOptions {
    /// The challenge.
    pub challenge: Vec<u8>,
    /// The options for the browser: a `PublicKeyCredentialCreationOptionsJSON`.
    pub options: String,
    /// The server's state for checking the response.
    pub state: String,
}

/// A requested assertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertionOptions {
    /// The challenge.
    pub challenge: Vec<u8>,
    /// The relying party's id.
    pub rp_id: String,
    /// The timeout for the browser, in milliseconds.
    pub timeout: u64,
    /// The ids of the passkeys that may respond.
    pub credential_ids: Vec<Vec<u8>>,
    /// The server's state for checking the response.
    pub state: String,
}

/// The outcome of an assertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssertionOutcome {
    /// The response is valid; the passkey with its new state.
    Accepted(PasskeyCredential),
    /// The response is valid except for a sign count that did not increase: the key may have been copied.
    SignCountDecreased,
    /// The response is invalid.
    Rejected,
}

/// Creates challenges and checks responses (WebAuthn, sections 7.1 and 7.2): user verification is required, the origin
/// must be exactly a configured one, and responses from frames of other sites are rejected. Responses are untrusted JSON
/// texts; a malformed one is invalid, never an error.
pub trait RelyingParty: Send + Sync {
    /// Returns the relying party's id and names.
    fn name(&self) -> RelyingPartyName;

    /// Begins a registration that excludes the holder's `existing` passkeys.
    fn begin_registration(
        &self,
        holder: &PasskeyHolder,
        existing: &[&PasskeyCredential],
    ) -> Result<RegistrationOptions>;

    /// Returns the registered passkey, or `None` if the response is invalid.
    fn finish_registration(
        &self,
        response: &str,
        state: &str,
        user_handle: UserHandle,
    ) -> Result<Option<PasskeyCredential>>;

    /// Requests an assertion by one of these passkeys.
    fn begin_assertion(&self, passkeys: &[&PasskeyCredential]) -> Result<AssertionOptions>;

    /// Checks an assertion by one of these passkeys.
    fn finish_assertion(
        &self,
        response: &str,
        state: &str,
        passkeys: &[&PasskeyCredential],
    ) -> Result<AssertionOutcome>;
}
