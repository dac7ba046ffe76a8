//! Stores digests of enrolment codes in memory.

use jiff::Timestamp;

use super::MemoryTransaction;
use crate::Result;
use crate::model::authenticator::StoredEnrolmentCode;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::ports::EnrolmentCodeRepository;

impl EnrolmentCodeRepository for MemoryTransaction<'_> {
    fn put(&mut self, organization: &OrganizationId, code: &StoredEnrolmentCode, now: Timestamp) -> Result<()> {
        let member = (organization.clone(), code.subject.clone());
        let theirs = self.writing()?.enrolment_codes.entry(member).or_default();
        theirs.retain(|one| one.origin != code.origin && now < one.expires_at);
        theirs.push(code.clone());
        Ok(())
    }

    fn of(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Vec<StoredEnrolmentCode>> {
        let member = (organization.clone(), subject.clone());
        Ok(self.reading()?.enrolment_codes.get(&member).cloned().unwrap_or_default())
    }

    fn take(&mut self, organization: &OrganizationId, code: &StoredEnrolmentCode) -> Result<bool> {
        let member = (organization.clone(), code.subject.clone());
        let theirs = self.writing()?.enrolment_codes.entry(member).or_default();
        let before = theirs.len();
        theirs.retain(|one| one.digest != code.digest);
        Ok(theirs.len() < before)
    }

    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()> {
        self.writing()?.enrolment_codes.remove(&(organization.clone(), subject.clone()));
        Ok(())
    }
}
