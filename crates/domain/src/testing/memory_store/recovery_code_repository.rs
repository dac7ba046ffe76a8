//! Stores digests of recovery codes in memory.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::MemoryTransaction;
use crate::Result;
use crate::model::identity::{AuthenticatorId, OrganizationId, SubjectId};
use crate::model::sealed::{Digest, KeyedDigest};
use crate::ports::RecoveryCodeRepository;

/// Digests with the id of the key that made each.
type Set = BTreeMap<Digest, String>;

fn set(digests: &[KeyedDigest]) -> Set {
    digests.iter().map(|one| (one.digest, one.key_id.clone())).collect()
}

/// The codes of one member.
#[derive(Debug, Default, Clone)]
pub(super) struct Codes {
    live: Set,
    pending: BTreeMap<AuthenticatorId, Set>,
}

impl Codes {
    /// Deletes the pending set of this authenticator.
    pub(super) fn delete_pending(&mut self, authenticator: AuthenticatorId) {
        self.pending.remove(&authenticator);
    }
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
        digests: &[KeyedDigest],
    ) -> Result<()> {
        self.codes(organization, subject)?.pending.insert(authenticator, set(digests));
        Ok(())
    }

    fn go_live(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: AuthenticatorId,
    ) -> Result<()> {
        let codes = self.codes(organization, subject)?;
        codes.live = codes.pending.remove(&authenticator).unwrap_or_default();
        Ok(())
    }

    fn replace(&mut self, organization: &OrganizationId, subject: &SubjectId, digests: &[KeyedDigest]) -> Result<()> {
        self.codes(organization, subject)?.live = set(digests);
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
        Ok(digests.iter().any(|digest| codes.live.remove(digest).is_some()))
    }

    fn remaining(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<u64> {
        let codes = self.reading()?.recovery_codes.get(&(organization.clone(), subject.clone()));
        u64::try_from(codes.map_or(0, |codes| codes.live.len())).map_err(crate::Error::internal)
    }

    fn live_by_key(&mut self) -> Result<Vec<(Option<String>, u64)>> {
        let mut counts = BTreeMap::new();
        for key_id in self.reading()?.recovery_codes.values().flat_map(|codes| codes.live.values()) {
            *counts.entry(Some(key_id.clone())).or_insert(0) += 1;
        }
        Ok(counts.into_iter().collect())
    }

    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()> {
        *self.codes(organization, subject)? = Codes::default();
        Ok(())
    }
}
