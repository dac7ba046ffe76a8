//! The port that stores the failed proofs of members.

use crate::model::authenticator::AttemptLimit;

use crate::Result;
use crate::model::identity::{OrganizationId, SubjectId};

/// The port that keeps the failures of members.
pub trait AttemptRepository {
    /// The failures of a member, held until this transaction ends.
    fn lock(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<AttemptLimit>;

    /// Replaces them.
    fn put(&mut self, organization: &OrganizationId, subject: &SubjectId, limit: AttemptLimit) -> Result<()>;
}
