//! The port that stores the tokens by which members disavow authenticators.

use crate::Result;
use crate::model::authenticator::Disavowal;
use crate::model::identity::{AuthenticatorId, OrganizationId, SubjectId};
use crate::model::sealed::Digest;

/// Stores at most one token for each authenticator, also after that was deleted. Writes require the organization's lock.
pub trait DisavowalRepository {
    /// Stores the token of a member's authenticator. Replaces its previous one.
    fn put(&mut self, organization: &OrganizationId, disavowal: &Disavowal) -> Result<()>;

    /// Finds the token that has one of these digests, and its organization. Searches all organizations, because a token
    /// names none.
    fn find(&mut self, digests: &[Digest]) -> Result<Option<(OrganizationId, Disavowal)>>;

    /// Deletes a token. Returns `true` to exactly one of several concurrent calls.
    fn take(&mut self, organization: &OrganizationId, disavowal: &Disavowal) -> Result<bool>;

    /// Adds an authenticator to those that the member's stored tokens spare.
    fn spare(&mut self, organization: &OrganizationId, subject: &SubjectId, id: AuthenticatorId) -> Result<()>;
}
