//! The trail in memory.

use std::ops::Range;

use jiff::Timestamp;

use super::{MemoryTransaction, one_more_than};
use crate::access::Change;
use crate::audit::{AuditActor, AuditRecord, AuditTrail, Outcome, Recorded, Target};
use crate::identity::SubjectId;
use crate::organization::OrganizationId;
use crate::page::{Page, PageSize};
use crate::{Error, Result};

impl AuditTrail for MemoryTransaction<'_> {
    fn append(&mut self, organization: &OrganizationId, entry: Recorded<'_>) -> Result<u64> {
        let tables = self.writing()?;
        if !tables.organizations.contains_key(organization) {
            return Err(Error::internal("a trail of no organization"));
        }
        let trail = tables.audit.entry(organization.clone()).or_default();
        let sequence = trail.last().map_or(1, |last| last.sequence + 1);
        if entry.entry().outcome == Outcome::Changed {
            tables.changes.push(match &entry.entry().target {
                Target::Member(subject) => Change::Member(organization.clone(), subject.clone()),
                Target::Organization | Target::Policy => Change::Organization(organization.clone()),
            });
        }
        trail.push(AuditRecord { sequence, entry: entry.entry().clone() });
        Ok(sequence)
    }

    fn has_refusal(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        action: &str,
        within: Range<Timestamp>,
    ) -> Result<bool> {
        let trail = self.reading()?.audit.get(organization);
        Ok(trail.into_iter().flatten().any(|AuditRecord { entry, .. }| {
            let theirs = matches!(&entry.actor, AuditActor::Subject { subject: of, .. } if of == subject);
            theirs && entry.action == action && entry.outcome == Outcome::Refused && within.contains(&entry.at)
        }))
    }

    fn page(
        &mut self,
        organization: &OrganizationId,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<Page<AuditRecord, u64>> {
        let trail = self.reading()?.audit.get(organization);
        let newest_first = trail.into_iter().flatten().rev();
        let found = newest_first.filter(|record| before.is_none_or(|before| record.sequence < before)).cloned();
        Ok(Page::of(found.take(one_more_than(size)).collect(), size, |last| last.sequence))
    }
}
