//! Stores the tokens by which members disavow authenticators in memory.

use super::MemoryTransaction;
use crate::Result;
use crate::model::authenticator::Disavowal;
use crate::model::identity::OrganizationId;
use crate::model::sealed::Digest;
use crate::ports::DisavowalRepository;

impl DisavowalRepository for MemoryTransaction<'_> {
    fn put(&mut self, organization: &OrganizationId, disavowal: &Disavowal) -> Result<()> {
        let member = (organization.clone(), disavowal.subject.clone());
        let theirs = self.writing()?.disavowals.entry(member).or_default();
        theirs.retain(|one| one.authenticator != disavowal.authenticator);
        theirs.push(disavowal.clone());
        Ok(())
    }

    fn find(&mut self, digests: &[Digest]) -> Result<Option<(OrganizationId, Disavowal)>> {
        let tables = self.reading()?;
        let stored = |member, one: &Disavowal| {
            let mut theirs = tables.authenticators.get(member).into_iter().flatten();
            theirs.any(|authenticator| authenticator.id == one.authenticator)
        };
        let mut all = tables.disavowals.iter().flat_map(|(member, theirs)| theirs.iter().map(move |one| (member, one)));
        let found = all.find(|(member, one)| digests.contains(&one.digest) && stored(*member, one));
        Ok(found.map(|((organization, _), one)| (organization.clone(), one.clone())))
    }

    fn take(&mut self, organization: &OrganizationId, disavowal: &Disavowal) -> Result<bool> {
        let member = (organization.clone(), disavowal.subject.clone());
        let theirs = self.writing()?.disavowals.entry(member).or_default();
        let before = theirs.len();
        theirs.retain(|one| one.digest != disavowal.digest);
        Ok(theirs.len() < before)
    }
}
