//! The port that erases members.

use crate::Result;
use crate::model::audit::Recorded;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::membership::Membership;

/// The fields of entries about a member that may contain personal data. The last is a mail server's reply, which may quote
/// the address.
pub const PERSONAL_FIELDS: [&str; 3] = ["email", "reason", "reply"];

/// Erases members. The audit log is otherwise never changed; here a pseudonym takes the place of one subject, and the entry
/// that says so is appended in the same transaction.
pub trait Erasures {
    /// Deletes what is stored of a member, puts `tombstone` in the place of the membership, appends `entry`, and requests
    /// that the tombstone's subject replaces `subject` in all entries before it. Returns the number of the entry. The
    /// organization must be locked.
    ///
    /// Mail that waits in the outbox is not deleted: it may be the notice that the account was taken over. It leaves with the
    /// next delivery. A window in which the member could undo the enforcement of MFA is closed.
    fn erase(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        tombstone: &Membership,
        entry: Recorded<'_>,
    ) -> Result<u64>;

    /// Goes on with a requested replacement: examines up to `limit` entries of one organization. In the entries of the
    /// member as the actor the name is replaced and the token's id removed; in those in which the member acted for another
    /// the name is replaced; in those about the member the name is replaced, and the values of [`PERSONAL_FIELDS`] are
    /// removed. Entries of clients and operators of the same name stay. Returns `false` if no replacement was requested.
    fn replace(&mut self, limit: u32) -> Result<bool>;
}
