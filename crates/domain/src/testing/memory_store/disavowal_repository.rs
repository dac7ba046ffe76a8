//! Stores the tokens by which members disavow authenticators in memory.

use super::MemoryTransaction;
use crate::Result;
use crate::model::authenticator::Disavowal;
use crate::model::identity::{AuthenticatorId, OrganizationId, SubjectId};
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
        let mut all = tables.disavowals.iter().flat_map(|(member, theirs)| theirs.iter().map(move |one| (member, one)));
        let found = all.find(|(_, one)| digests.contains(&one.digest));
        Ok(found.map(|((organization, _), one)| (organization.clone(), one.clone())))
    }

    fn take(&mut self, organization: &OrganizationId, disavowal: &Disavowal) -> Result<bool> {
        let member = (organization.clone(), disavowal.subject.clone());
        let theirs = self.writing()?.disavowals.entry(member).or_default();
        let before = theirs.len();
        theirs.retain(|one| one.digest != disavowal.digest);
        Ok(theirs.len() < before)
    }

    fn spare(&mut self, organization: &OrganizationId, subject: &SubjectId, id: AuthenticatorId) -> Result<()> {
        let member = (organization.clone(), subject.clone());
        for one in self.writing()?.disavowals.entry(member).or_default() {
            one.spared.insert(id);
        }
        Ok(())
    }
}
