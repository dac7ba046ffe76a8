//! Reads a page of members with their active methods and recent evidence, in three statements.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::max;
use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{
    Evidence, MemberSnapshot, MemberSnapshotRepository, MembershipRepository, Method, OrganizationId, Page, PageSize,
    Result, SubjectId,
};

use super::error_mapping::InvalidRow;
use super::schema::{authenticators, sessions};
use super::session_repository::evidence_of;
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;

impl MemberSnapshotRepository for DieselTransaction {
    fn page(
        &mut self,
        organization: &OrganizationId,
        since: Timestamp,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<MemberSnapshot, SubjectId>> {
        let Page { items: members, next } = MembershipRepository::page(self, organization, after, size)?;
        let (Some(first), Some(last)) = (members.first(), members.last()) else {
            return Ok(Page { items: Vec::new(), next });
        };
        let (first, last) = (first.subject.to_string(), last.subject.to_string());
        let mut active = self.active(organization, &first, &last)?;
        let mut evidence = self.evidence(organization, since, &first, &last)?;
        let snapshot = |membership: portcullis_domain::Membership| MemberSnapshot {
            active: active.remove(membership.subject.as_str()).unwrap_or_default(),
            evidence: evidence.remove(membership.subject.as_str()).unwrap_or_default(),
            membership,
        };
        Ok(Page { items: members.into_iter().map(snapshot).collect(), next })
    }
}

impl DieselTransaction {
    /// Returns the active methods of the members from `first` to `last`.
    fn active(
        &mut self,
        organization: &OrganizationId,
        first: &str,
        last: &str,
    ) -> Result<BTreeMap<String, BTreeSet<Method>>> {
        let rows: Vec<(String, String)> = self.run(|connection| {
            authenticators::table
                .filter(authenticators::organization_id.eq(organization.as_str()))
                .filter(authenticators::subject.between(first, last))
                .filter(authenticators::state.eq("active"))
                .select((authenticators::subject, authenticators::method))
                .load(connection)
        })?;
        let mut active: BTreeMap<String, BTreeSet<Method>> = BTreeMap::new();
        for (subject, method) in rows {
            let method = Method::parse(&method).ok_or("unknown").map_err(InvalidRow::at(
                "authenticators",
                "method",
                subject.as_str(),
            ))?;
            active.entry(subject).or_default().insert(method);
        }
        Ok(active)
    }

    /// Returns their newest evidence of each method.
    fn evidence(
        &mut self,
        organization: &OrganizationId,
        since: Timestamp,
        first: &str,
        last: &str,
    ) -> Result<BTreeMap<String, Vec<Evidence>>> {
        let rows: Vec<(String, String, Option<DbTimestamp>, Option<DbTimestamp>)> = self.run(|connection| {
            sessions::table
                .filter(sessions::organization_id.eq(organization.as_str()))
                .filter(sessions::subject.between(first, last))
                .filter(sessions::ended_at.is_null())
                .filter(sessions::verified_at.gt(DbTimestamp(since)))
                .group_by((sessions::subject, sessions::method))
                .order((sessions::subject, sessions::method))
                .select((sessions::subject, sessions::method, max(sessions::verified_at), max(sessions::expires_at)))
                .load(connection)
        })?;
        let mut evidence: BTreeMap<String, Vec<Evidence>> = BTreeMap::new();
        for (subject, method, verified_at, end) in rows {
            let newest = evidence_of(&subject, &method, (verified_at, end))?;
            evidence.entry(subject).or_default().push(newest);
        }
        Ok(evidence)
    }
}
