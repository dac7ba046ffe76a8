//! The port that keeps evidence.

use jiff::Timestamp;

use crate::Result;
use crate::model::access::Evidence;
use crate::model::identity::{AuthenticatorId, OrganizationId, SubjectId};
use crate::model::sealed::Digest;
use crate::model::session::{MfaSession, SessionBinding, SessionId};

/// Keeps evidence, member by member.
pub trait SessionRepository {
    /// Adds a session.
    fn insert(&mut self, organization: &OrganizationId, session: &MfaSession) -> Result<()>;

    /// What the member proved in this session of the identity provider, by those that were not ended: of each method the
    /// newest, newest first.
    fn proved_in(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        provider_session: &str,
    ) -> Result<Vec<Evidence>>;

    /// The member's that were not ended, newest first, at most 100.
    fn of(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Vec<MfaSession>>;

    /// The one of this name of the member, ended or not.
    fn find(&mut self, organization: &OrganizationId, subject: &SubjectId, id: SessionId)
    -> Result<Option<MfaSession>>;

    /// Replaces what is known of the refresh tokens of the one of the same id and member. The previous token is spent
    /// from then on, and known to be for as long as the session is.
    /// [`Stale`](crate::Error::Stale) if there is none.
    fn update(&mut self, organization: &OrganizationId, session: &MfaSession) -> Result<()>;

    /// The one whose current refresh token, or one that it spent, has one of these digests, and whose it is. A refresh
    /// token names no organization: like a subject without one, it is looked up over all.
    fn refreshed_by(&mut self, digests: &[Digest]) -> Result<Option<(OrganizationId, MfaSession)>>;

    /// Ends one, if it was not ended.
    fn end(&mut self, organization: &OrganizationId, subject: &SubjectId, id: SessionId, now: Timestamp) -> Result<()>;

    /// Replaces the evidence of a session: its method, authenticator and time. [`Stale`](crate::Error::Stale) if there is
    /// no such session.
    fn set_evidence(&mut self, organization: &OrganizationId, session: &MfaSession) -> Result<()>;

    /// Ends every live session of the member, except the evidence of `authenticators` in the session `kept`.
    fn end_all_but(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        kept: (&SessionBinding, &[AuthenticatorId]),
        now: Timestamp,
    ) -> Result<()>;

    /// Ends every live session of the member.
    fn end_all(&mut self, organization: &OrganizationId, subject: &SubjectId, now: Timestamp) -> Result<()>;
}
