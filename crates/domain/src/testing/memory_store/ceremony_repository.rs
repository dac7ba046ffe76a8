//! Stores WebAuthn ceremonies in memory.

use super::MemoryTransaction;
use crate::Result;
use crate::model::authenticator::{Ceremony, CeremonyPurpose};
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::session::SessionBinding;
use crate::ports::CeremonyRepository;

impl MemoryTransaction<'_> {
    fn take(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
        of_purpose: impl Fn(&CeremonyPurpose) -> bool,
    ) -> Result<Option<Ceremony>> {
        let theirs = self.writing()?.ceremonies.entry((organization.clone(), subject.clone())).or_default();
        let found = theirs.iter().position(|one| one.session == *session && of_purpose(&one.purpose));
        Ok(found.map(|position| theirs.remove(position)))
    }
}

impl CeremonyRepository for MemoryTransaction<'_> {
    fn put(&mut self, organization: &OrganizationId, ceremony: &Ceremony) -> Result<()> {
        let member = (organization.clone(), ceremony.subject.clone());
        let theirs = self.writing()?.ceremonies.entry(member).or_default();
        let began_at = ceremony.expires_at - Ceremony::LIFETIME;
        let same = |one: &Ceremony| {
            let kinds = (&one.purpose, &ceremony.purpose);
            one.session == ceremony.session && std::mem::discriminant(kinds.0) == std::mem::discriminant(kinds.1)
        };
        theirs.retain(|one| !same(one) && began_at < one.expires_at);
        let of_kind =
            |one: &Ceremony| std::mem::discriminant(&one.purpose) == std::mem::discriminant(&ceremony.purpose);
        let mut expiries: Vec<_> = theirs.iter().filter(|one| of_kind(one)).map(|one| one.expires_at).collect();
        expiries.sort_unstable_by(|one, other| other.cmp(one));
        if let Some(last) = expiries.get(usize::from(Ceremony::MOST_OF_A_MEMBER) - 1) {
            theirs.retain(|one| !of_kind(one) || one.expires_at > *last);
        }
        theirs.push(ceremony.clone());
        Ok(())
    }

    fn take_registration(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
    ) -> Result<Option<Ceremony>> {
        self.take(organization, subject, session, |purpose| matches!(purpose, CeremonyPurpose::Register { .. }))
    }

    fn take_assertion(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
    ) -> Result<Option<Ceremony>> {
        self.take(organization, subject, session, |purpose| matches!(purpose, CeremonyPurpose::Assert))
    }

    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()> {
        self.writing()?.ceremonies.remove(&(organization.clone(), subject.clone()));
        Ok(())
    }
}
