//! The port that keeps digests of recovery codes.

use jiff::Timestamp;

use crate::Result;
use crate::model::identity::{AuthenticatorId, OrganizationId, SubjectId};
use crate::model::sealed::{Digest, KeyedDigest};

/// Keeps one live set for each member at most, and beside it the set that waits for an authenticator to be confirmed.
/// The organization must be held for everything that writes.
pub trait RecoveryCodeRepository {
    /// Keeps a set that waits for `authenticator`, in the place of every other that waits.
    fn prepare(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: AuthenticatorId,
        digests: &[KeyedDigest],
    ) -> Result<()>;

    /// Makes the set that waits for `authenticator` the live one. All codes of before are dead.
    fn go_live(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: AuthenticatorId,
    ) -> Result<()>;

    /// Puts a set in the place of the live one. One that waits goes on waiting.
    fn replace(&mut self, organization: &OrganizationId, subject: &SubjectId, digests: &[KeyedDigest]) -> Result<()>;

    /// Uses a live code up: `true` for exactly one of all who ask with it. `digests` are those of one code.
    fn spend(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        digests: &[Digest],
        now: Timestamp,
    ) -> Result<bool>;

    /// How many live codes are left.
    fn remaining(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<u64>;

    /// How many live codes each key digested, over all organizations. `None` are those that were made before the key was
    /// kept with them.
    fn live_by_key(&mut self) -> Result<Vec<(Option<String>, u64)>>;

    /// Takes every code of the member away.
    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()>;
}
