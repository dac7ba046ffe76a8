//! Digests of recovery codes in memory.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::MemoryTransaction;
use crate::Result;
use crate::authenticator::AuthenticatorId;
use crate::authenticator::recovery_code::RecoveryCodeRepository;
use crate::identity::SubjectId;
use crate::organization::OrganizationId;
use crate::sealing::Digest;

/// One member's.
#[derive(Debug, Default, Clone)]
pub(super) struct Codes {
    live: BTreeSet<Digest>,
    waiting: Option<(AuthenticatorId, BTreeSet<Digest>)>,
}

impl MemoryTransaction<'_> {
    fn codes(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<&mut Codes> {
        Ok(self.writing()?.recovery_codes.entry((organization.clone(), subject.clone())).or_default())
    }
}

impl RecoveryCodeRepository for MemoryTransaction<'_> {
    fn prepare(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: AuthenticatorId,
        digests: &[Digest],
    ) -> Result<()> {
        self.codes(organization, subject)?.waiting = Some((authenticator, digests.iter().copied().collect()));
        Ok(())
    }

    fn go_live(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: AuthenticatorId,
    ) -> Result<()> {
        let codes = self.codes(organization, subject)?;
        codes.live = match codes.waiting.take() {
            Some((waits_for, digests)) if waits_for == authenticator => digests,
            _ => BTreeSet::new(),
        };
        Ok(())
    }

    fn replace(&mut self, organization: &OrganizationId, subject: &SubjectId, digests: &[Digest]) -> Result<()> {
        self.codes(organization, subject)?.live = digests.iter().copied().collect();
        Ok(())
    }

    fn spend(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        digests: &[Digest],
        _: Timestamp,
    ) -> Result<bool> {
        let codes = self.codes(organization, subject)?;
        Ok(digests.iter().any(|digest| codes.live.remove(digest)))
    }

    fn remaining(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<u64> {
        let codes = self.reading()?.recovery_codes.get(&(organization.clone(), subject.clone()));
        u64::try_from(codes.map_or(0, |codes| codes.live.len())).map_err(crate::Error::internal)
    }

    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()> {
        *self.codes(organization, subject)? = Codes::default();
        Ok(())
    }
}
