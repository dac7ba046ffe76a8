//! Appends and reads audit entries in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::num::TryFromIntError;
use std::ops::Range;

use jiff::Timestamp;

use super::MemoryTransaction;
use super::one_more_than;
use crate::model::audit::{AuditActor, AuditEntry, AuditOutcome, AuditRecord, AuditTarget, Recorded};
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::page::{Page, PageSize};
use crate::ports::{AuditFilter, AuditLog, Change};
use crate::{Error, Result};

impl AuditLog for MemoryTransaction<'_> {
    fn append(&mut self, organization: &OrganizationId, entry: Recorded<'_>) -> Result<u64> {
        let tables = self.writing()?;
        if !tables.organizations.contains_key(organization) {
            return Err(Error::internal("an audit entry of an unknown organization"));
        }
        let log = tables.audit.entry(organization.clone()).or_default();
        let sequence = log.last().map_or(1, |last| last.sequence + 1);
        tables.changes.extend(Change::recorded_by(organization, entry.entry()));
        log.push(AuditRecord { sequence, entry: entry.entry().clone() });
        Ok(sequence)
    }

    fn has_refusal(
        &mut self,
        organization: &OrganizationId,
        (subject, delegate): (&SubjectId, Option<&str>),
        action: &str,
        within: Range<Timestamp>,
    ) -> Result<bool> {
        let log = self.reading()?.audit.get(organization);
        Ok(log.into_iter().flatten().any(|AuditRecord { entry, .. }| {
            let theirs = matches!(&entry.actor, AuditActor::Subject { subject: of, delegate: by, .. }
                if of == subject && by.as_deref() == delegate);
            theirs && entry.action == action && entry.outcome == AuditOutcome::Refused && within.contains(&entry.at)
        }))
    }

    fn page(
        &mut self,
        organization: &OrganizationId,
        filter: &AuditFilter,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<Page<AuditRecord, u64>> {
        let log = self.reading()?.audit.get(organization);
        let newest_first = log.into_iter().flatten().rev();
        let wanted = |record: &&AuditRecord| {
            before.is_none_or(|before| record.sequence < before) && matches(filter, &record.entry)
        };
        let found = newest_first.filter(wanted).cloned();
        Ok(Page::of(found.take(one_more_than(size)).collect(), size, |last| last.sequence))
    }

    fn days_of(&mut self, organization: &OrganizationId, action: &str, from: Timestamp) -> Result<Vec<(String, u64)>> {
        let log = self.reading()?.audit.get(organization);
        let mut days: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for AuditRecord { entry, .. } in log.into_iter().flatten() {
            if let AuditTarget::Member(subject) = &entry.target
                && entry.action == action
                && entry.outcome == AuditOutcome::Changed
                && entry.at >= from
            {
                days.entry(entry.at.strftime("%Y-%m-%d").to_string()).or_default().insert(subject.to_string());
            }
        }
        let counted = |(day, members): (String, BTreeSet<String>)| Ok((day, u64::try_from(members.len())?));
        days.into_iter()
            .map(counted)
            .collect::<std::result::Result<_, _>>()
            .map_err(|error: TryFromIntError| crate::Error::internal(error))
    }
}

fn matches(filter: &AuditFilter, entry: &AuditEntry) -> bool {
    let about = |member: &SubjectId| matches!(&entry.target, AuditTarget::Member(subject) if subject == member);
    filter.action.as_deref().is_none_or(|action| action == entry.action)
        && filter.actor.as_deref().is_none_or(|wanted| wanted == entry.actor.name())
        && filter.member.as_ref().is_none_or(about)
        && filter.outcome.is_none_or(|outcome| outcome == entry.outcome)
        && filter.from.is_none_or(|from| entry.at >= from)
        && filter.until.is_none_or(|until| entry.at < until)
}
