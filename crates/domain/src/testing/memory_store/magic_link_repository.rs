//! Stores magic links in memory.

use super::MemoryTransaction;
use crate::Result;
use crate::model::authenticator::MagicLink;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::sealed::Digest;
use crate::ports::MagicLinkRepository;

impl MagicLinkRepository for MemoryTransaction<'_> {
    fn put(&mut self, organization: &OrganizationId, link: &MagicLink) -> Result<()> {
        let member = (organization.clone(), link.subject.clone());
        let theirs = self.writing()?.magic_links.entry(member).or_default();
        theirs.retain(|one| one.session != link.session);
        theirs.push(link.clone());
        Ok(())
    }

    fn find(&mut self, digests: &[Digest]) -> Result<Option<(OrganizationId, MagicLink)>> {
        let of_members = self.reading()?.magic_links.iter();
        let mut all =
            of_members.flat_map(|((organization, _), theirs)| theirs.iter().map(move |one| (organization, one)));
        let found = all.find(|(_, link)| digests.contains(&link.digest));
        Ok(found.map(|(organization, link)| (organization.clone(), link.clone())))
    }

    fn take(&mut self, organization: &OrganizationId, link: &MagicLink) -> Result<bool> {
        let member = (organization.clone(), link.subject.clone());
        let theirs = self.writing()?.magic_links.entry(member).or_default();
        let before = theirs.len();
        theirs.retain(|one| one.digest != link.digest);
        Ok(theirs.len() < before)
    }

    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()> {
        self.writing()?.magic_links.remove(&(organization.clone(), subject.clone()));
        Ok(())
    }
}
