//! The port that stores MFA sessions.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::Result;
use crate::model::access::Evidence;
use crate::model::identity::SessionId;
use crate::model::identity::{AuthenticatorId, OrganizationId, SubjectId};
use crate::model::sealed::Digest;
use crate::model::session::{LogoutScope, MfaSession, SessionBinding};

/// Stores the MFA sessions of members.
pub trait SessionRepository {
    /// Adds a session.
    fn insert(&mut self, organization: &OrganizationId, session: &MfaSession) -> Result<()>;

    /// Returns the newest evidence of each method from the member's live sessions that began in this session of the
    /// identity provider, newest first. If `without` names authenticators, their evidence is left out, and so is evidence
    /// of no known authenticator.
    fn proved_in(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        provider_session: &str,
        without: &[AuthenticatorId],
    ) -> Result<Vec<Evidence>>;

    /// Returns up to 100 live sessions of the member, newest first.
    fn of(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Vec<MfaSession>>;

    /// Finds a session of the member by its id, ended or not.
    fn find(&mut self, organization: &OrganizationId, subject: &SubjectId, id: SessionId)
    -> Result<Option<MfaSession>>;

    /// Replaces the refresh tokens of a session. The previous token is stored as spent for as long as the session is
    /// stored. [`Stale`](crate::Error::Stale) if there is no such session.
    fn update(&mut self, organization: &OrganizationId, session: &MfaSession) -> Result<()>;

    /// Finds the session whose current or spent refresh token has one of these digests, and its organization. Searches
    /// all organizations, because a refresh token names none.
    fn refreshed_by(&mut self, digests: &[Digest]) -> Result<Option<(OrganizationId, MfaSession)>>;

    /// Ends a session, if it is live.
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

    /// Returns the members with a session, live or ended, that began in this session of the identity provider.
    fn members_in(&mut self, provider_session: &str) -> Result<BTreeSet<(OrganizationId, SubjectId)>>;

    /// Returns the sessions of the identity provider in which sessions of the subject began, live or ended, in any
    /// organization, by a login up to `until` or of unknown time. `None` stands for tokens that name no session.
    fn logins_until(
        &mut self,
        subject: &SubjectId,
        until: Timestamp,
    ) -> Result<BTreeSet<(OrganizationId, Option<String>)>>;

    /// Ends the member's live sessions that a logout at the identity provider ends.
    fn end_logged_out(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        scope: LogoutScope<'_>,
        now: Timestamp,
    ) -> Result<()>;

    /// Ends every live session of the organization's members.
    fn end_all_of(&mut self, organization: &OrganizationId, now: Timestamp) -> Result<()>;

    /// Ends every live session of the member.
    fn end_all(&mut self, organization: &OrganizationId, subject: &SubjectId, now: Timestamp) -> Result<()>;
}
