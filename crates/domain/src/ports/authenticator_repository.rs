//! The port that keeps authenticators.

use jiff::Timestamp;

use crate::Result;
use crate::model::authenticator::{Authenticator, PasskeyCredential, TotpCredential};
use crate::model::identity::{AuthenticatorId, OrganizationId, SubjectId};
use crate::model::sealed::Sealed;

/// A secret of an authenticator as it is kept, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedSecret {
    /// In which organization.
    pub organization: OrganizationId,
    /// Whose.
    pub subject: SubjectId,
    /// Of which authenticator.
    pub id: AuthenticatorId,
    /// The secret.
    pub secret: Sealed,
}

impl SealedSecret {
    /// To what it is bound.
    pub fn place(&self) -> String {
        TotpCredential::place(&self.organization, &self.subject, self.id)
    }
}

/// Keeps what members hold. The organization must be held for everything that writes, but for
/// [`accept_step`](Self::accept_step).
pub trait AuthenticatorRepository {
    /// What a member holds, in every state, oldest first.
    fn of(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Vec<Authenticator>>;

    /// Adds one. [`AlreadyExists`](crate::Error::AlreadyExists) if it is a passkey that is registered already.
    fn insert(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: &Authenticator,
    ) -> Result<()>;

    /// Replaces the one of the same id and member. [`Stale`](crate::Error::Stale) if there is none.
    fn update(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: &Authenticator,
    ) -> Result<()>;

    /// Takes one away, if it is there.
    fn delete(&mut self, organization: &OrganizationId, subject: &SubjectId, id: AuthenticatorId) -> Result<()>;

    /// Accepts a time step of an active one-time password, once: `false` if this step or a later one was accepted before
    /// (RFC 6238, section 5.2).
    fn accept_step(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        id: AuthenticatorId,
        step: u64,
        now: Timestamp,
    ) -> Result<bool>;

    /// Whether anybody's authenticator is the passkey of this id: it is registered once, over all organizations.
    fn has_credential(&mut self, credential_id: &[u8]) -> Result<bool>;

    /// Keeps what an active passkey is after an assertion, if its sign count went on (or it has none): `false` if it did
    /// not, or if the passkey is gone (WebAuthn, section 7.2, step 22).
    fn accept_assertion(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        id: AuthenticatorId,
        asserted: &PasskeyCredential,
        now: Timestamp,
    ) -> Result<bool>;

    /// How many secrets each key seals, over all organizations.
    fn sealed_by_key(&mut self) -> Result<Vec<(String, u64)>>;

    /// Up to `limit` secrets that another key than `key_id` seals, over all organizations, by id, those after `after`.
    fn sealed_by_others(
        &mut self,
        key_id: &str,
        after: Option<AuthenticatorId>,
        limit: u32,
    ) -> Result<Vec<SealedSecret>>;

    /// Puts `resealed` where `kept` is, if it still is there: `false` if it is not.
    fn reseal(&mut self, kept: &SealedSecret, resealed: &Sealed) -> Result<bool>;
}
