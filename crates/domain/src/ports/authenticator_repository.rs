//! The port that stores authenticators.

use jiff::Timestamp;

use crate::Result;
use crate::model::authenticator::{Authenticator, PasskeyCredential, TotpCredential};
use crate::model::identity::{AuthenticatorId, Method, OrganizationId, SubjectId};
use crate::model::sealed::Sealed;
use crate::model::session::SessionBinding;

/// The stored secret of an authenticator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedSecret {
    /// The organization.
    pub organization: OrganizationId,
    /// The member.
    pub subject: SubjectId,
    /// The authenticator.
    pub id: AuthenticatorId,
    /// The encrypted secret.
    pub secret: Sealed,
}

impl SealedSecret {
    /// Returns the place that the secret is bound to.
    pub fn place(&self) -> String {
        TotpCredential::place(&self.organization, &self.subject, self.id)
    }
}

/// Stores the authenticators of members. Writes require the organization's lock, except
/// [`accept_step`](Self::accept_step).
pub trait AuthenticatorRepository {
    /// Returns the member's authenticators in every state, oldest first.
    fn of(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Vec<Authenticator>>;

    /// Adds an authenticator. [`AlreadyExists`](crate::Error::AlreadyExists) if it is a passkey that is registered already.
    fn insert(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: &Authenticator,
    ) -> Result<()>;

    /// Replaces the member's authenticator of the same id. [`Stale`](crate::Error::Stale) if there is none.
    fn update(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: &Authenticator,
    ) -> Result<()>;

    /// Deletes an authenticator, if it exists.
    fn delete(&mut self, organization: &OrganizationId, subject: &SubjectId, id: AuthenticatorId) -> Result<()>;

    /// Deletes the member's pending authenticators of this method that were set up in this session, and every one that has
    /// expired, with the recovery codes that wait for them. Those of other sessions stay.
    fn delete_pending(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        method: Method,
        session: &SessionBinding,
        now: Timestamp,
    ) -> Result<()>;

    /// Accepts a time step of an active one-time password. Returns `false` if this step or a later one was accepted
    /// before (RFC 6238, section 5.2).
    fn accept_step(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        id: AuthenticatorId,
        step: u64,
        now: Timestamp,
    ) -> Result<bool>;

    /// Whether a passkey with this credential id is registered in any organization.
    fn has_credential(&mut self, credential_id: &[u8]) -> Result<bool>;

    /// Stores an active passkey's state after an assertion, if its sign count increased or it has none. Returns `false`
    /// if the count did not increase or the passkey was removed (WebAuthn, section 7.2, step 22).
    fn accept_assertion(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        id: AuthenticatorId,
        asserted: &PasskeyCredential,
        now: Timestamp,
    ) -> Result<bool>;

    /// Counts the secrets sealed by each key, over all organizations.
    fn sealed_by_key(&mut self) -> Result<Vec<(String, u64)>>;

    /// Returns up to `limit` secrets sealed by keys other than `key_id`, over all organizations, ordered by id, after
    /// `after`.
    fn sealed_by_others(
        &mut self,
        key_id: &str,
        after: Option<AuthenticatorId>,
        limit: u32,
    ) -> Result<Vec<SealedSecret>>;

    /// Replaces `stored` by `resealed`. Returns `false` if the stored secret has changed since it was read.
    fn reseal(&mut self, stored: &SealedSecret, resealed: &Sealed) -> Result<bool>;
}
