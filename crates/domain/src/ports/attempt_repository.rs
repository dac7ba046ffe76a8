//! The port that counts failed proofs.

use crate::model::authenticator::AttemptLimit;

use crate::Result;
use crate::model::identity::{OrganizationId, SubjectId};

/// Counts the failed proofs of each member.
pub trait AttemptRepository {
    /// Adds one failure and returns the limit with it. Locks the member's row until this transaction ends.
    fn increment(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<AttemptLimit>;

    /// Locks the member's row until this transaction ends and returns the limit.
    fn lock(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<AttemptLimit>;

    /// Replaces the member's limit.
    fn put(&mut self, organization: &OrganizationId, subject: &SubjectId, limit: AttemptLimit) -> Result<()>;
}
