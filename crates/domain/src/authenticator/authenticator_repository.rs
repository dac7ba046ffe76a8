//! The port that keeps authenticators.

use jiff::Timestamp;

use super::{Authenticator, AuthenticatorId};
use crate::Result;
use crate::identity::SubjectId;
use crate::organization::OrganizationId;

/// Keeps what members hold. The organization must be held for everything that writes, but for
/// [`accept_step`](Self::accept_step).
pub trait AuthenticatorRepository {
    /// What a member holds, in every state, oldest first.
    fn of(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Vec<Authenticator>>;

    /// Adds one.
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
}
