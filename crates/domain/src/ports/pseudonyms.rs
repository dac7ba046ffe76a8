//! The pseudonyms of members who were or may be erased.

use super::Sealer;
use crate::Result;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::sealed::KeyedDigest;

const ERASED: &str = "erased member";

impl dyn Sealer + '_ {
    /// Returns the pseudonyms of a member by each configured key, newest first. Each organization has another, so that
    /// pseudonyms of two organizations are not linked.
    pub fn pseudonyms(&self, organization: &OrganizationId, subject: &SubjectId) -> Result<Vec<SubjectId>> {
        // neither contains a space
        let digests = self.digests(ERASED, format!("{organization} {subject}").as_bytes())?;
        let keyed = self.key_ids().into_iter().zip(digests);
        Ok(keyed.map(|(key_id, digest)| SubjectId::pseudonym(&KeyedDigest { key_id, digest })).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::PlainSealer;

    #[test]
    fn pseudonyms_differ_by_organization_and_subject() -> Result<()> {
        let sealer: &dyn Sealer = &PlainSealer;
        let of = |organization, subject| -> Result<_> {
            sealer.pseudonyms(&OrganizationId::parse(organization)?, &SubjectId::parse(subject)?)
        };
        let bob = of("acme", "bob")?;
        assert_eq!((bob.len(), bob.iter().all(SubjectId::is_pseudonym)), (1, true));
        assert_eq!(bob, of("acme", "bob")?);
        assert_ne!(bob, of("acme", "eve")?);
        assert_ne!(bob, of("other", "bob")?);
        Ok(())
    }
}
