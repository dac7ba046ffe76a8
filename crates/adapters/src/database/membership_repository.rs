//! Stores memberships.

use std::collections::BTreeMap;

use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{
    AddressSource, EmailAddress, Error, Exemption, Justification, LogoutKeys, Logouts, MemberKind, Membership,
    MembershipRepository, Method, OrganizationId, Page, PageSize, Resource, Result, Role, SubjectId,
};

use super::authenticator_row::ACTIVE;
use super::error_mapping::{InvalidRow, map_insert_error};
use super::logout_repository::{bytes_of, last_logout, logouts_of};
use super::schema::memberships::{self, dsl};
use super::schema::{authenticators, organizations};
use super::sql_types::Timestamptz;
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;
use super::update::update;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = memberships, treat_none_as_null = true)]
pub(super) struct Row {
    organization_id: String,
    subject: String,
    email: Option<String>,
    role: String,
    kind: String,
    first_joined_at: DbTimestamp,
    removed_at: Option<DbTimestamp>,
    primary_method: Option<String>,
    deadline_at: Option<DbTimestamp>,
    exempt_until: Option<DbTimestamp>,
    exempt_reason: Option<String>,
    exempt_by: Option<String>,
    exempt_since: Option<DbTimestamp>,
    email_source: Option<String>,
    disavowed_at: Option<DbTimestamp>,
    given_at: Option<DbTimestamp>,
    entered_at: Option<DbTimestamp>,
    address_changed_at: Option<DbTimestamp>,
    undeliverable_at: Option<DbTimestamp>,
}

// spelt like the predicate of the partial index
diesel::postfix_operator!(Administers, " IN ('ADMINISTRATORS', 'OWNER')");

/// Active members after a subject, ordered by subject: one more than the page, which shows that another page follows.
macro_rules! page_of {
    ($organization:ident, $after:ident, $size:ident) => {
        dsl::memberships
            .filter(dsl::organization_id.eq($organization.as_str()))
            .filter(dsl::subject.gt($after.map_or("", SubjectId::as_str)))
            .filter(dsl::removed_at.is_null())
            .order(dsl::subject)
            .limit(i64::from($size.get()) + 1)
            .select(Row::as_select())
    };
}

fn paged(rows: Vec<Row>, size: PageSize) -> Result<Page<Membership, SubjectId>> {
    let found = rows.into_iter().map(Membership::try_from).collect::<Result<_>>()?;
    Ok(Page::of(found, size, |last| last.subject.clone()))
}

impl MembershipRepository for DieselTransaction {
    fn find(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Option<Membership>> {
        let row: Option<Row> = self.run(|connection| {
            let found = dsl::memberships.find((organization.as_str(), subject.as_str())).select(Row::as_select());
            found.first(connection).optional()
        })?;
        row.map(Membership::try_from).transpose()
    }

    fn find_with_logouts(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        keys: &LogoutKeys,
    ) -> Result<Option<(Membership, Logouts, bool)>> {
        let (of_session, of_subject) = (bytes_of(&keys.session), bytes_of(&keys.subject));
        let found: Option<(Row, Option<DbTimestamp>, Option<DbTimestamp>, bool)> = self.run(|connection| {
            let active = authenticators::table
                .filter(authenticators::organization_id.eq(organization.as_str()))
                .filter(authenticators::subject.eq(subject.as_str()))
                .filter(authenticators::state.eq(ACTIVE));
            let found = dsl::memberships.find((organization.as_str(), subject.as_str()));
            let logouts = (last_logout!(of_session), last_logout!(of_subject));
            found.select((Row::as_select(), logouts.0, logouts.1, exists(active))).first(connection).optional()
        })?;
        let Some((row, session, subject, holds)) = found else { return Ok(None) };
        Ok(Some((Membership::try_from(row)?, logouts_of((session, subject)), holds)))
    }

    fn insert(&mut self, organization: &OrganizationId, membership: &Membership) -> Result<()> {
        let row = Row::of(organization, membership);
        self.run_or(map_insert_error(Resource::Membership), |connection| {
            diesel::insert_into(dsl::memberships).values(row).execute(connection)
        })?;
        self.writes.audited_row = true;
        Ok(())
    }

    fn update(&mut self, organization: &OrganizationId, membership: &Membership) -> Result<()> {
        let row = Row::of(organization, membership);
        let updated = self.run(|connection| {
            let stored = dsl::memberships.find((organization.as_str(), membership.subject.as_str()));
            update(stored, row).execute(connection)
        })?;
        self.writes.audited_row = true;
        if updated == 1 { Ok(()) } else { Err(Error::Stale(Resource::Membership)) }
    }

    fn count_owners(&mut self, organization: &OrganizationId) -> Result<u64> {
        let owners: i64 = self.run(|connection| {
            dsl::memberships
                .filter(dsl::organization_id.eq(organization.as_str()))
                .filter(dsl::role.eq(Role::Owner.as_str()))
                .filter(dsl::removed_at.is_null())
                .count()
                .get_result(connection)
        })?;
        u64::try_from(owners).map_err(Error::internal)
    }

    fn administrators_to_notify(&mut self, organization: &OrganizationId, limit: u32) -> Result<Vec<Membership>> {
        let rows: Vec<Row> = self.run(|connection| {
            dsl::memberships
                .filter(dsl::organization_id.eq(organization.as_str()))
                .filter(Administers::new(dsl::role))
                .filter(dsl::removed_at.is_null())
                .filter(dsl::email.is_not_null())
                .order(dsl::subject)
                .limit(i64::from(limit))
                .select(Row::as_select())
                .load(connection)
        })?;
        rows.into_iter().map(Membership::try_from).collect()
    }

    fn exempt(
        &mut self,
        organization: &OrganizationId,
        now: Timestamp,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<Membership, SubjectId>> {
        let rows: Vec<Row> = self.run(|connection| {
            page_of!(organization, after, size).filter(dsl::exempt_until.gt(DbTimestamp(now))).load(connection)
        })?;
        paged(rows, size)
    }

    fn page(
        &mut self,
        organization: &OrganizationId,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<Membership, SubjectId>> {
        let rows: Vec<Row> = self.run(|connection| page_of!(organization, after, size).load(connection))?;
        paged(rows, size)
    }

    fn active_of(&mut self, subject: &SubjectId, limit: u32) -> Result<Vec<(OrganizationId, Membership)>> {
        let rows: Vec<Row> = self.run(|connection| {
            let given = sql::<Timestamptz>("COALESCE(memberships.given_at, memberships.first_joined_at)");
            dsl::memberships
                .inner_join(organizations::table)
                .filter(dsl::subject.eq(subject.as_str()))
                .filter(dsl::removed_at.is_null())
                .filter(organizations::deleted_at.is_null())
                .order((dsl::entered_at.is_null(), given, dsl::organization_id))
                .limit(i64::from(limit))
                .select(Row::as_select())
                .load(connection)
        })?;
        let parse = |row: Row| {
            let bad = InvalidRow::at("memberships", "organization_id", subject.as_str());
            Ok((OrganizationId::parse(&*row.organization_id).map_err(bad)?, Membership::try_from(row)?))
        };
        rows.into_iter().map(parse).collect()
    }

    fn tombstones_by_key(&mut self) -> Result<Vec<(String, u64)>> {
        let all = dsl::memberships.filter(dsl::subject.ge("erased:")).filter(dsl::subject.lt("erased;"));
        let subjects: Vec<String> = self.run(|connection| all.select(dsl::subject).load(connection))?;
        let mut counts = BTreeMap::<String, u64>::new();
        for subject in subjects.into_iter().filter_map(|subject| SubjectId::parse(subject).ok()) {
            if let Some(key) = subject.pseudonym_key() {
                *counts.entry(key.to_owned()).or_default() += 1;
            }
        }
        Ok(counts.into_iter().collect())
    }

    fn enter(&mut self, organization: &OrganizationId, subject: &SubjectId, at: Timestamp) -> Result<()> {
        self.run(|connection| {
            let theirs = dsl::memberships.find((organization.as_str(), subject.as_str()));
            let given = theirs.filter(dsl::removed_at.is_null()).filter(dsl::entered_at.is_null());
            update(given, dsl::entered_at.eq(Some(DbTimestamp(at)))).execute(connection)
        })?;
        Ok(())
    }
}

impl Row {
    fn of(organization: &OrganizationId, membership: &Membership) -> Self {
        let exemption = membership.exemption.as_ref();
        Self {
            organization_id: organization.to_string(),
            subject: membership.subject.to_string(),
            email: membership.email.as_ref().map(ToString::to_string),
            role: membership.role.as_str().to_owned(),
            kind: membership.kind.as_str().to_owned(),
            first_joined_at: DbTimestamp(membership.first_joined_at),
            removed_at: membership.removed_at.map(DbTimestamp),
            primary_method: membership.primary.map(|method| method.as_str().to_owned()),
            deadline_at: membership.deadline.map(DbTimestamp),
            exempt_until: exemption.map(|exemption| DbTimestamp(exemption.ends_at)),
            exempt_reason: exemption.map(|exemption| exemption.reason.to_string()),
            exempt_by: exemption.map(|exemption| exemption.granted_by.clone()),
            exempt_since: exemption.map(|exemption| DbTimestamp(exemption.granted_at)),
            email_source: match membership.address_source {
                AddressSource::Unknown => None,
                known => Some(known.as_str().to_owned()),
            },
            disavowed_at: membership.disavowed_at.map(DbTimestamp),
            given_at: Some(DbTimestamp(membership.given_at)),
            entered_at: membership.entered_at.map(DbTimestamp),
            address_changed_at: membership.address_changed_at.map(DbTimestamp),
            undeliverable_at: membership.undeliverable_at.map(DbTimestamp),
        }
    }
}

impl TryFrom<Row> for Membership {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let key = format!("{}/{}", row.organization_id, row.subject);
        let bad = |column| InvalidRow::at("memberships", column, &*key);
        Ok(Self {
            subject: SubjectId::parse(row.subject).map_err(bad("subject"))?,
            email: row.email.map(EmailAddress::restore).transpose().map_err(bad("email"))?,
            address_source: match row.email_source.as_deref() {
                None => AddressSource::Unknown,
                Some(name) if name == AddressSource::Given.as_str() => AddressSource::Given,
                Some(name) if name == AddressSource::Token.as_str() => AddressSource::Token,
                Some(_) => return Err(InvalidRow::at::<&str>("memberships", "email_source", &*key)("unknown")),
            },
            role: Role::parse(&row.role).map_err(bad("role"))?,
            kind: MemberKind::parse(&row.kind).map_err(bad("kind"))?,
            first_joined_at: row.first_joined_at.0,
            // of a row from before this column
            given_at: row.given_at.map_or(row.first_joined_at.0, |moment| moment.0),
            entered_at: row.entered_at.map(|moment| moment.0),
            removed_at: row.removed_at.map(|moment| moment.0),
            primary: match row.primary_method {
                None => None,
                Some(name) => Some(Method::parse(&name).ok_or("unknown").map_err(InvalidRow::at(
                    "memberships",
                    "primary_method",
                    &*key,
                ))?),
            },
            deadline: row.deadline_at.map(|moment| moment.0),
            disavowed_at: row.disavowed_at.map(|moment| moment.0),
            address_changed_at: row.address_changed_at.map(|moment| moment.0),
            undeliverable_at: row.undeliverable_at.map(|moment| moment.0),
            exemption: match (row.exempt_until, row.exempt_reason, row.exempt_by, row.exempt_since) {
                (None, None, None, None) => None,
                (Some(until), Some(reason), Some(granted_by), Some(since)) => Some(Exemption {
                    reason: Justification::parse(reason).map_err(bad("exempt_reason"))?,
                    granted_by,
                    granted_at: since.0,
                    ends_at: until.0,
                }),
                _ => return Err(InvalidRow::at("memberships", "exempt_until", &*key)("incomplete exemption")),
            },
        })
    }
}
