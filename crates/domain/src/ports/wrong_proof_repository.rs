//! The port that counts wrong proofs until they are in the audit log.

use jiff::Timestamp;

use crate::Result;
use crate::model::audit::{WrongProof, WrongProofs};
use crate::model::identity::OrganizationId;

/// Counts wrong proofs by member, method and minute. The organization must be locked
/// ([`lock`](crate::ports::OrganizationRepository::lock)) by the use cases that count or take them.
pub trait WrongProofRepository {
    /// Counts a proof with those of the same member, method and minute.
    fn count(&mut self, organization: &OrganizationId, proof: &WrongProof) -> Result<()>;

    /// Returns at most `limit` organizations with proofs of minutes that began before `before`.
    fn organizations_due(&mut self, before: Timestamp, limit: u32) -> Result<Vec<OrganizationId>>;

    /// Removes and returns the proofs of at most `limit` members, methods and minutes that began before `before`, oldest
    /// first.
    fn take(&mut self, organization: &OrganizationId, before: Timestamp, limit: u32) -> Result<Vec<WrongProofs>>;
}
