//! The port that stores pending WebAuthn ceremonies.

use crate::Result;
use crate::model::authenticator::Ceremony;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::session::SessionBinding;

/// Stores at most one ceremony for each member, kind of purpose and session. Writes require the organization's lock.
pub trait CeremonyRepository {
    /// Stores a ceremony. Replaces the one of the same member, kind of purpose and session, and deletes the member's
    /// ceremonies that have expired. Of more than [`Ceremony::MOST_OF_A_MEMBER`] of the kind, the oldest is deleted, too.
    fn put(&mut self, organization: &OrganizationId, ceremony: &Ceremony) -> Result<()>;

    /// Removes and returns the pending registration: it can be answered once.
    fn take_registration(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
    ) -> Result<Option<Ceremony>>;

    /// Removes and returns the pending assertion: it can be answered once.
    fn take_assertion(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
    ) -> Result<Option<Ceremony>>;

    /// Deletes all ceremonies of a member.
    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()>;
}
