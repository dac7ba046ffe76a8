//! Stores organizations.

use diesel::prelude::*;
use portcullis_domain::{
    AllowedMethod, AllowedMethods, EnrolmentRule, Error, GracePeriod, LogoutKeys, Logouts, MaximumAge, Membership,
    MfaPolicy, Organization, OrganizationId, OrganizationName, OrganizationRepository, Page, PageSize, PolicyRecord,
    Resource, Result, SessionBinding, SubjectId, UndoWindow,
};
use serde_json::Value;

use super::connection::AnyConnection;
use super::error_mapping::{InvalidRow, map_insert_error};
use super::logout_repository::{bytes_of, last_logout, logouts_of};
use super::membership_repository::Row as MemberRow;
use super::schema::{memberships, organizations};
use super::sql_values::{DbTimestamp, Json};
use super::transaction::DieselTransaction;
use super::update::update;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = organizations, treat_none_as_null = true)]
pub(super) struct Row {
    pub(super) id: String,
    name: String,
    mfa_enforced: bool,
    mfa_demand_since: Option<DbTimestamp>,
    mfa_relaxed_at: Option<DbTimestamp>,
    mfa_grace_days: i32,
    mfa_methods: Json,
    mfa_maximum_age_seconds: i32,
    policy_version: i64,
    version: i64,
    created_at: DbTimestamp,
    deleted_at: Option<DbTimestamp>,
    mfa_enrolment: String,
    undo_subject: Option<String>,
    undo_session: Option<String>,
    undo_since: Option<DbTimestamp>,
    undo_policy_version: Option<i64>,
}

impl OrganizationRepository for DieselTransaction {
    fn find(&mut self, id: &OrganizationId) -> Result<Option<Organization>> {
        let row: Option<Row> = self.run(|connection| {
            let found = organizations::table.find(id.as_str()).filter(organizations::deleted_at.is_null());
            found.select(Row::as_select()).first(connection).optional()
        })?;
        row.map(Organization::try_from).transpose()
    }

    fn find_with_member(
        &mut self,
        id: &OrganizationId,
        subject: &SubjectId,
        keys: &LogoutKeys,
    ) -> Result<Option<(Organization, Option<Membership>, Logouts)>> {
        type Found = (Row, Option<MemberRow>, Option<DbTimestamp>, Option<DbTimestamp>);
        let (of_session, of_subject) = (bytes_of(&keys.session), bytes_of(&keys.subject));
        let found: Option<Found> = self.run(|connection| {
            let theirs =
                memberships::organization_id.eq(organizations::id).and(memberships::subject.eq(subject.as_str()));
            organizations::table
                .left_join(memberships::table.on(theirs))
                .filter(organizations::id.eq(id.as_str()))
                .filter(organizations::deleted_at.is_null())
                .select((
                    Row::as_select(),
                    Option::<MemberRow>::as_select(),
                    last_logout!(of_session),
                    last_logout!(of_subject),
                ))
                .first(connection)
                .optional()
        })?;
        let Some((organization, membership, session, subject)) = found else { return Ok(None) };
        let membership = membership.map(Membership::try_from).transpose()?;
        Ok(Some((Organization::try_from(organization)?, membership, logouts_of((session, subject)))))
    }

    fn lock(&mut self, id: &OrganizationId) -> Result<Option<Organization>> {
        Ok(self.lock_including_ended(id)?.filter(|found| found.deleted_at.is_none()))
    }

    fn lock_including_ended(&mut self, id: &OrganizationId) -> Result<Option<Organization>> {
        self.take_turn(id)?;
        let row: Option<Row> = self.run(|connection| {
            let found = organizations::table.find(id.as_str());
            match connection {
                #[cfg(feature = "postgres")]
                AnyConnection::Postgres(connection) => {
                    found.select(Row::as_select()).for_update().first(connection).optional()
                }
                // the immediate transaction has locked the whole database
                #[cfg(feature = "sqlite")]
                AnyConnection::Sqlite(connection) => found.select(Row::as_select()).first(connection).optional(),
            }
        })?;
        row.map(Organization::try_from).transpose()
    }

    fn insert(&mut self, organization: &Organization) -> Result<()> {
        let row = Row::of(organization, 1)?;
        self.run_or(map_insert_error(Resource::Organization), |connection| {
            diesel::insert_into(organizations::table).values(row).execute(connection)
        })?;
        self.writes.audited_row = true;
        Ok(())
    }

    fn update(&mut self, organization: &Organization) -> Result<()> {
        let row = Row::of(organization, organization.version + 1)?;
        let expected = number(organization.version)?;
        let updated = self.run(|connection| {
            let stored =
                organizations::table.find(organization.id.as_str()).filter(organizations::version.eq(expected));
            update(stored, row).execute(connection)
        })?;
        self.writes.audited_row = true;
        if updated == 1 { Ok(()) } else { Err(Error::Stale(Resource::Organization)) }
    }

    fn page(&mut self, after: Option<&OrganizationId>, size: PageSize) -> Result<Page<Organization, OrganizationId>> {
        let rows: Vec<Row> = self.run(|connection| {
            organizations::table
                .filter(organizations::id.gt(after.map_or("", OrganizationId::as_str)))
                .filter(organizations::deleted_at.is_null())
                .order(organizations::id)
                .limit(i64::from(size.get()) + 1)
                .select(Row::as_select())
                .load(connection)
        })?;
        let found = rows.into_iter().map(Organization::try_from).collect::<Result<_>>()?;
        Ok(Page::of(found, size, |last| last.id.clone()))
    }
}

fn number(version: u64) -> Result<i64> {
    i64::try_from(version).map_err(Error::internal)
}

impl Row {
    fn of(organization: &Organization, version: u64) -> Result<Self> {
        let policy = organization.base_policy().record();
        let undo = organization.undo.as_ref();
        let methods = policy.methods.iter().map(|method| Value::from(method.as_str())).collect();
        Ok(Self {
            id: organization.id.to_string(),
            name: organization.name.to_string(),
            mfa_enforced: policy.enforced,
            mfa_demand_since: policy.required_since.map(DbTimestamp),
            mfa_relaxed_at: policy.relaxed_at.map(DbTimestamp),
            mfa_grace_days: i32::from(policy.grace.get()),
            mfa_methods: Json(Value::Array(methods)),
            mfa_maximum_age_seconds: i32::try_from(policy.maximum_age.get()).map_err(Error::internal)?,
            policy_version: number(policy.version)?,
            version: number(version)?,
            created_at: DbTimestamp(organization.created_at),
            deleted_at: organization.deleted_at.map(DbTimestamp),
            mfa_enrolment: policy.enrolment.as_str().to_owned(),
            undo_subject: undo.map(|undo| undo.subject.to_string()),
            undo_session: undo.map(|undo| undo.session.to_string()),
            undo_since: undo.map(|undo| DbTimestamp(undo.since)),
            undo_policy_version: undo.map(|undo| number(undo.policy_version)).transpose()?,
        })
    }
}

impl TryFrom<Row> for Organization {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let id = row.id.clone();
        let bad = |column| InvalidRow::at("organizations", column, &*id);
        let invalid = |column| InvalidRow::at("organizations", column, &*id);
        let unsigned = |column, value: i64| u64::try_from(value).map_err(InvalidRow::at("organizations", column, &*id));
        let policy = MfaPolicy::restore(PolicyRecord {
            enforced: row.mfa_enforced,
            required_since: row.mfa_demand_since.map(|moment| moment.0),
            relaxed_at: row.mfa_relaxed_at.map(|moment| moment.0),
            grace: days(row.mfa_grace_days).map_err(invalid("mfa_grace_days"))?,
            methods: methods(&row.mfa_methods.0).map_err(invalid("mfa_methods"))?,
            maximum_age: seconds(row.mfa_maximum_age_seconds).map_err(invalid("mfa_maximum_age_seconds"))?,
            enrolment: EnrolmentRule::parse(&row.mfa_enrolment).map_err(bad("mfa_enrolment"))?,
            version: unsigned("policy_version", row.policy_version)?,
        });
        let undo = match (row.undo_subject, row.undo_session, row.undo_since, row.undo_policy_version) {
            (Some(subject), Some(session), Some(since), Some(policy_version)) => Some(UndoWindow {
                subject: SubjectId::parse(subject).map_err(bad("undo_subject"))?,
                session: SessionBinding::restore(session),
                since: since.0,
                policy_version: unsigned("undo_policy_version", policy_version)?,
            }),
            _ => None,
        };
        let name = OrganizationName::parse(row.name).map_err(bad("name"))?;
        let mut organization =
            Self::new(OrganizationId::parse(row.id).map_err(bad("id"))?, name, policy, row.created_at.0);
        organization.version = unsigned("version", row.version)?;
        organization.deleted_at = row.deleted_at.map(|moment| moment.0);
        organization.undo = undo;
        Ok(organization)
    }
}

fn days(stored: i32) -> Result<GracePeriod> {
    Ok(GracePeriod::days(u32::try_from(stored).map_err(Error::internal)?)?)
}

fn seconds(stored: i32) -> Result<MaximumAge> {
    Ok(MaximumAge::seconds(u32::try_from(stored).map_err(Error::internal)?)?)
}

fn methods(stored: &Value) -> Result<AllowedMethods> {
    let names = stored.as_array().ok_or_else(|| Error::internal("not a list"))?;
    let method = |name: &Value| {
        let name = name.as_str().ok_or_else(|| Error::internal("not a text"))?;
        Ok(AllowedMethod::parse(name)?)
    };
    Ok(AllowedMethods::new(names.iter().map(method).collect::<Result<Vec<_>>>()?)?)
}
