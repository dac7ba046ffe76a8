//! The port that stores digests of recovery codes.

use jiff::Timestamp;

use crate::Result;
use crate::model::identity::{AuthenticatorId, OrganizationId, SubjectId};
use crate::model::sealed::{Digest, KeyedDigest};

/// Stores at most one live set of codes for each member, and a pending set for each authenticator that is being set up,
/// which becomes live when that one is confirmed. Writes require the organization's lock.
pub trait RecoveryCodeRepository {
    /// Stores the pending set of `authenticator` and replaces its previous one.
    fn prepare(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: AuthenticatorId,
        digests: &[KeyedDigest],
    ) -> Result<()>;

    /// Makes the pending set of `authenticator` the live one. The codes that were live are deleted.
    fn go_live(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: AuthenticatorId,
    ) -> Result<()>;

    /// Replaces the live set. A pending set stays.
    fn replace(&mut self, organization: &OrganizationId, subject: &SubjectId, digests: &[KeyedDigest]) -> Result<()>;

    /// Spends a live code, of which `digests` are the digests under each key. Returns `true` to exactly one of several
    /// concurrent calls.
    fn spend(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        digests: &[Digest],
        now: Timestamp,
    ) -> Result<bool>;

    /// Counts the member's live codes.
    fn remaining(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<u64>;

    /// Counts the live codes digested by each key, over all organizations. `None` stands for codes stored before the key
    /// was recorded.
    fn live_by_key(&mut self) -> Result<Vec<(Option<String>, u64)>>;

    /// Deletes all codes of the member.
    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()>;
}
