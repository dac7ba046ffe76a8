//! Reads members with their active methods and recent evidence in memory.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::MemoryTransaction;
use super::one_more_than;
use crate::Result;
use crate::model::access::{Evidence, MemberSnapshot};
use crate::model::authenticator::Authenticator;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::page::{Page, PageSize};
use crate::ports::MemberSnapshotRepository;

impl MemberSnapshotRepository for MemoryTransaction<'_> {
    fn page(
        &mut self,
        organization: &OrganizationId,
        since: Timestamp,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<MemberSnapshot, SubjectId>> {
        let tables = self.reading()?;
        let members = tables.memberships.iter().filter(|((of, subject), membership)| {
            of == organization && membership.is_active() && after.is_none_or(|after| subject > after)
        });
        let snapshot = |(key, membership): (&super::Member, &crate::model::membership::Membership)| {
            let active = tables.authenticators.get(key).into_iter().flatten().filter(|one| one.is_active());
            let live = tables.sessions.get(key).into_iter().flatten();
            let mut newest = BTreeMap::new();
            for session in live.filter(|one| one.ended_at.is_none() && one.verified_at > since) {
                let at = newest.entry(session.method).or_insert(session.verified_at);
                *at = session.verified_at.max(*at);
            }
            MemberSnapshot {
                membership: membership.clone(),
                active: active.map(Authenticator::method).collect(),
                evidence: newest.into_iter().map(|(method, at)| Evidence::of(method, at)).collect(),
            }
        };
        let found = members.take(one_more_than(size)).map(snapshot).collect();
        Ok(Page::of(found, size, |last: &MemberSnapshot| last.membership.subject.clone()))
    }
}
