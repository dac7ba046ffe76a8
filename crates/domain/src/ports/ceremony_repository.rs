//! The port that keeps ceremonies under way.

use crate::Result;
use crate::model::authenticator::Ceremony;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::session::SessionBinding;

/// Keeps one ceremony at most for each member, kind of purpose and session. The organization must be held for everything
/// that writes.
pub trait CeremonyRepository {
    /// Keeps one, in the place of the one of the same member, kind of purpose and session, and forgets what of the
    /// member's has expired by the time that it began.
    fn put(&mut self, organization: &OrganizationId, ceremony: &Ceremony) -> Result<()>;

    /// Takes out the one that registers, so that nobody finds it again: once it was asked for, it was answered.
    fn take_registration(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
    ) -> Result<Option<Ceremony>>;

    /// The same for the one that asserts.
    fn take_assertion(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
    ) -> Result<Option<Ceremony>>;

    /// Forgets every one of a member.
    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()>;
}
