//! The port that stores magic links.

use crate::Result;
use crate::model::authenticator::MagicLink;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::sealed::Digest;

/// Stores the newest link of each member and session. Writes require the organization's lock.
pub trait MagicLinkRepository {
    /// Stores a link and replaces the previous one of the same member and session.
    fn put(&mut self, organization: &OrganizationId, link: &MagicLink) -> Result<()>;

    /// Finds the link whose token has one of these digests, and its organization. Searches all organizations, because a
    /// link names none.
    fn find(&mut self, digests: &[Digest]) -> Result<Option<(OrganizationId, MagicLink)>>;

    /// Deletes a link. Returns `true` to exactly one of several concurrent calls.
    fn take(&mut self, organization: &OrganizationId, link: &MagicLink) -> Result<bool>;

    /// Deletes all links of a member.
    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()>;
}
