//! Authenticators in the database.

use diesel::dsl::count_star;
use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::authenticator::totp::TotpCredential;
use portcullis_domain::authenticator::{Authenticator, AuthenticatorId, AuthenticatorRepository, SealedSecret, State};
use portcullis_domain::error::Resource;
use portcullis_domain::identity::SubjectId;
use portcullis_domain::organization::OrganizationId;
use portcullis_domain::sealing::Sealed;
use portcullis_domain::{Error, Result};

use super::failure::BadRow;
use super::schema::authenticators::{self, dsl};
use super::store::DieselTransaction;
use super::values::Moment;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = authenticators, treat_none_as_null = true)]
struct Row {
    id: String,
    organization_id: String,
    subject: String,
    method: String,
    name: String,
    state: String,
    expires_at: Option<Moment>,
    secret: Option<Vec<u8>>,
    secret_key_id: Option<String>,
    last_step: Option<i64>,
    created_at: Moment,
    last_used_at: Option<Moment>,
}

impl AuthenticatorRepository for DieselTransaction {
    fn of(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Vec<Authenticator>> {
        let rows: Vec<Row> = self.run(|connection| {
            dsl::authenticators
                .filter(dsl::organization_id.eq(organization.as_str()))
                .filter(dsl::subject.eq(subject.as_str()))
                .order(dsl::id)
                .select(Row::as_select())
                .load(connection)
        })?;
        rows.into_iter().map(Authenticator::try_from).collect()
    }

    fn insert(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: &Authenticator,
    ) -> Result<()> {
        let row = Row::of(organization, subject, authenticator)?;
        self.run(|connection| diesel::insert_into(dsl::authenticators).values(row).execute(connection))?;
        Ok(())
    }

    fn update(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: &Authenticator,
    ) -> Result<()> {
        let row = Row::of(organization, subject, authenticator)?;
        let updated = self.run(|connection| {
            let stored = dsl::authenticators
                .find(authenticator.id.to_string())
                .filter(dsl::organization_id.eq(organization.as_str()))
                .filter(dsl::subject.eq(subject.as_str()));
            diesel::update(stored).set(row).execute(connection)
        })?;
        if updated == 1 { Ok(()) } else { Err(Error::Stale(Resource::Authenticator)) }
    }

    fn delete(&mut self, organization: &OrganizationId, subject: &SubjectId, id: AuthenticatorId) -> Result<()> {
        self.run(|connection| {
            let stored = dsl::authenticators
                .find(id.to_string())
                .filter(dsl::organization_id.eq(organization.as_str()))
                .filter(dsl::subject.eq(subject.as_str()));
            diesel::delete(stored).execute(connection)
        })?;
        Ok(())
    }

    fn accept_step(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        id: AuthenticatorId,
        step: u64,
        now: Timestamp,
    ) -> Result<bool> {
        let step = i64::try_from(step).map_err(Error::internal)?;
        let accepted = self.run(|connection| {
            let unused = dsl::authenticators
                .find(id.to_string())
                .filter(dsl::organization_id.eq(organization.as_str()))
                .filter(dsl::subject.eq(subject.as_str()))
                .filter(dsl::state.eq(ACTIVE))
                .filter(dsl::last_step.is_null().or(dsl::last_step.lt(step)));
            diesel::update(unused)
                .set((dsl::last_step.eq(Some(step)), dsl::last_used_at.eq(Some(Moment(now)))))
                .execute(connection)
        })?;
        Ok(accepted == 1)
    }

    fn sealed_by_key(&mut self) -> Result<Vec<(String, u64)>> {
        let counts: Vec<(Option<String>, i64)> = self.run(|connection| {
            dsl::authenticators
                .filter(dsl::secret_key_id.is_not_null())
                .group_by(dsl::secret_key_id)
                .select((dsl::secret_key_id, count_star()))
                .load(connection)
        })?;
        let counts = counts.into_iter().filter_map(|(key_id, sealed)| Some((key_id?, sealed)));
        counts.map(|(key_id, sealed)| Ok((key_id, u64::try_from(sealed).map_err(Error::internal)?))).collect()
    }

    fn sealed_by_others(
        &mut self,
        key_id: &str,
        after: Option<AuthenticatorId>,
        limit: u32,
    ) -> Result<Vec<SealedSecret>> {
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        let rows: Vec<Row> = self.run(|connection| {
            dsl::authenticators
                .filter(dsl::secret_key_id.ne(key_id))
                .filter(dsl::id.gt(after))
                .order(dsl::id)
                .limit(i64::from(limit))
                .select(Row::as_select())
                .load(connection)
        })?;
        rows.into_iter().map(SealedSecret::try_from).collect()
    }

    fn reseal(&mut self, kept: &SealedSecret, resealed: &Sealed) -> Result<bool> {
        let updated = self.run(|connection| {
            let unchanged = dsl::authenticators
                .find(kept.id.to_string())
                .filter(dsl::organization_id.eq(kept.organization.as_str()))
                .filter(dsl::subject.eq(kept.subject.as_str()))
                .filter(dsl::secret.eq(&kept.secret.bytes))
                .filter(dsl::secret_key_id.eq(&kept.secret.key_id));
            diesel::update(unchanged)
                .set((dsl::secret.eq(Some(&resealed.bytes)), dsl::secret_key_id.eq(Some(&resealed.key_id))))
                .execute(connection)
        })?;
        Ok(updated == 1)
    }
}

const PENDING: &str = "pending";
const ACTIVE: &str = "active";
const DISABLED: &str = "disabled";

impl Row {
    fn of(organization: &OrganizationId, subject: &SubjectId, authenticator: &Authenticator) -> Result<Self> {
        let (state, expires_at) = match authenticator.state {
            State::Pending { expires_at } => (PENDING, Some(Moment(expires_at))),
            State::Active => (ACTIVE, None),
            State::Disabled => (DISABLED, None),
        };
        let TotpCredential { secret, last_step } = &authenticator.credential;
        Ok(Self {
            id: authenticator.id.to_string(),
            organization_id: organization.to_string(),
            subject: subject.to_string(),
            method: authenticator.method().wire_name().to_owned(),
            name: authenticator.name.clone(),
            state: state.to_owned(),
            expires_at,
            secret: Some(secret.bytes.clone()),
            secret_key_id: Some(secret.key_id.clone()),
            last_step: last_step.map(i64::try_from).transpose().map_err(Error::internal)?,
            created_at: Moment(authenticator.created_at),
            last_used_at: authenticator.last_used_at.map(Moment),
        })
    }
}

impl TryFrom<Row> for SealedSecret {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| BadRow::at::<&str>("authenticators", column, &*row.id);
        let (organization, subject) = (&*row.organization_id, &*row.subject);
        let organization =
            OrganizationId::parse(organization).map_err(|_| bad("organization_id")("not an organization"))?;
        let subject = SubjectId::parse(subject).map_err(|_| bad("subject")("not a subject"))?;
        let one = Authenticator::try_from(row)?;
        Ok(Self { organization, subject, id: one.id, secret: one.credential.secret })
    }
}

impl TryFrom<Row> for Authenticator {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| BadRow::at::<&str>("authenticators", column, &*row.id);
        let state = match (&*row.state, row.expires_at) {
            (PENDING, Some(moment)) => State::Pending { expires_at: moment.0 },
            (ACTIVE, None) => State::Active,
            (DISABLED, None) => State::Disabled,
            _ => return Err(bad("state")("unknown")),
        };
        let (Some(bytes), Some(key_id)) = (row.secret, row.secret_key_id) else {
            return Err(bad("secret")("missing"));
        };
        let last_step = row.last_step.map(u64::try_from).transpose();
        Ok(Self {
            id: AuthenticatorId::parse(&row.id).map_err(|_| bad("id")("not a UUID"))?,
            credential: TotpCredential {
                secret: Sealed { key_id, bytes },
                last_step: last_step.map_err(|_| bad("last_step")("negative"))?,
            },
            name: row.name,
            state,
            created_at: row.created_at.0,
            last_used_at: row.last_used_at.map(|moment| moment.0),
        })
    }
}
