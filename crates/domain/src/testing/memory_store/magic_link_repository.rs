//! Stores magic links in memory.

use super::MemoryTransaction;
use crate::Result;
use crate::model::authenticator::MagicLink;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::sealed::Digest;
use crate::ports::MagicLinkRepository;

impl MagicLinkRepository for MemoryTransaction<'_> {
    fn put(&mut self, organization: &OrganizationId, link: &MagicLink) -> Result<()> {
        self.writing()?.magic_links.insert((organization.clone(), link.subject.clone()), link.clone());
        Ok(())
    }

    fn find(&mut self, digests: &[Digest]) -> Result<Option<(OrganizationId, MagicLink)>> {
        let mut all = self.reading()?.magic_links.iter();
        let found = all.find(|(_, link)| digests.contains(&link.digest));
        Ok(found.map(|((organization, _), link)| (organization.clone(), link.clone())))
    }

    fn take(&mut self, organization: &OrganizationId, link: &MagicLink) -> Result<bool> {
        let links = &mut self.writing()?.magic_links;
        let member = (organization.clone(), link.subject.clone());
        let there = links.get(&member).is_some_and(|stored| stored.digest == link.digest);
        Ok(there && links.remove(&member).is_some())
    }

    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()> {
        self.writing()?.magic_links.remove(&(organization.clone(), subject.clone()));
        Ok(())
    }
}
