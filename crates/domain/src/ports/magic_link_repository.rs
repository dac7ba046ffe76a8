//! The port that keeps links.

use crate::Result;
use crate::model::authenticator::MagicLink;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::sealed::Digest;

/// Keeps the newest link of each member. The organization must be held for everything that writes.
pub trait MagicLinkRepository {
    /// Keeps a link, in the place of the one that the member had.
    fn put(&mut self, organization: &OrganizationId, link: &MagicLink) -> Result<()>;

    /// The link whose token has one of these digests, and whose it is. A link names no organization: like a refresh
    /// token, it is looked up over all.
    fn find(&mut self, digests: &[Digest]) -> Result<Option<(OrganizationId, MagicLink)>>;

    /// Takes a link of the member out, so that nobody finds it again: `true` for exactly one of all who ask.
    fn take(&mut self, organization: &OrganizationId, link: &MagicLink) -> Result<bool>;

    /// Forgets the link of a member.
    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()>;
}
