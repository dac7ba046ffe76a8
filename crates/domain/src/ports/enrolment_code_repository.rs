//! The port that stores digests of enrolment codes.

use jiff::Timestamp;

use crate::Result;
use crate::model::authenticator::StoredEnrolmentCode;
use crate::model::identity::{OrganizationId, SubjectId};

/// Stores at most one minted code for each member, and one mailed code for each of their sessions. Writes require the
/// organization's lock.
pub trait EnrolmentCodeRepository {
    /// Stores a code. Replaces the member's previous one of the same origin, and deletes the member's codes that have
    /// expired.
    fn put(&mut self, organization: &OrganizationId, code: &StoredEnrolmentCode, now: Timestamp) -> Result<()>;

    /// Returns the member's codes.
    fn of(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Vec<StoredEnrolmentCode>>;

    /// Deletes a code. Returns `true` to exactly one of several concurrent calls.
    fn take(&mut self, organization: &OrganizationId, code: &StoredEnrolmentCode) -> Result<bool>;

    /// Deletes all codes of the member.
    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()>;
}
