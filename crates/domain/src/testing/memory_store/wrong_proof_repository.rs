//! Counts wrong proofs in memory.

use jiff::Timestamp;

use super::MemoryTransaction;
use crate::Result;
use crate::model::audit::{WrongProof, WrongProofs};
use crate::model::identity::OrganizationId;
use crate::ports::WrongProofRepository;

/// Organization, minute, subject and method.
pub(super) type ProofKey = (OrganizationId, Timestamp, String, &'static str);

impl WrongProofRepository for MemoryTransaction<'_> {
    fn count(&mut self, organization: &OrganizationId, proof: &WrongProof) -> Result<()> {
        let key = (organization.clone(), proof.minute(), proof.subject.to_string(), proof.method.as_str());
        let counted = self.writing()?.wrong_proofs.entry(key).or_insert_with(|| WrongProofs {
            first: proof.clone(),
            last_at: proof.at,
            count: 0,
            sources: Vec::new(),
        });
        counted.count += 1;
        counted.last_at = counted.last_at.max(proof.at);
        counted.sources.extend(proof.source.clone().filter(|source| !counted.sources.contains(source)));
        Ok(())
    }

    fn organizations_due(&mut self, before: Timestamp, limit: u32) -> Result<Vec<OrganizationId>> {
        let due = self.reading()?.wrong_proofs.keys().filter(|(_, minute, ..)| *minute < before);
        let mut organizations: Vec<_> = due.map(|(organization, ..)| organization.clone()).collect();
        organizations.dedup();
        organizations.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(organizations)
    }

    fn take(&mut self, organization: &OrganizationId, before: Timestamp, limit: u32) -> Result<Vec<WrongProofs>> {
        let counted = &mut self.writing()?.wrong_proofs;
        let due = counted.keys().filter(|(of, minute, ..)| of == organization && *minute < before);
        let due: Vec<_> = due.take(usize::try_from(limit).unwrap_or(usize::MAX)).cloned().collect();
        Ok(due.iter().filter_map(|key| counted.remove(key)).collect())
    }
}
