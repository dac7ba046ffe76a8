//! Stores WebAuthn ceremonies.

use diesel::prelude::*;
use portcullis_domain::{
    AuthenticatorName, Ceremony, CeremonyPurpose, CeremonyRepository, Error, OrganizationId, Result, SessionBinding,
    SubjectId, UserHandle,
};

use super::error_mapping::InvalidRow;
use super::schema::passkey_ceremonies::{self, dsl};
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = passkey_ceremonies)]
struct Row {
    organization_id: String,
    subject: String,
    purpose: String,
    session: String,
    challenge: Vec<u8>,
    state: String,
    name: Option<String>,
    user_handle: Option<Vec<u8>>,
    expires_at: DbTimestamp,
}

const REGISTER: &str = "register";
const ASSERT: &str = "assert";

/// The rows of a member.
macro_rules! ceremonies_of {
    ($organization:expr, $subject:expr) => {
        dsl::passkey_ceremonies
            .filter(dsl::organization_id.eq($organization.as_str()))
            .filter(dsl::subject.eq($subject.as_str()))
    };
}

impl DieselTransaction {
    /// Reads and deletes a ceremony. Returns `None` if another transaction deleted it first.
    fn take(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
        purpose: &str,
    ) -> Result<Option<Ceremony>> {
        let waiting = (organization.as_str(), subject.as_str(), purpose, session.as_str());
        let found: Option<Row> = self.run(|connection| {
            dsl::passkey_ceremonies.find(waiting).select(Row::as_select()).first(connection).optional()
        })?;
        let Some(row) = found else { return Ok(None) };
        let taken = self.run(|connection| {
            let this_one = dsl::passkey_ceremonies.find(waiting).filter(dsl::challenge.eq(&row.challenge));
            diesel::delete(this_one).execute(connection)
        })?;
        if taken == 1 { Ceremony::try_from(row).map(Some) } else { Ok(None) }
    }
}

impl CeremonyRepository for DieselTransaction {
    fn put(&mut self, organization: &OrganizationId, ceremony: &Ceremony) -> Result<()> {
        let (purpose, name, user_handle) = match &ceremony.purpose {
            CeremonyPurpose::Register { name, user_handle } => {
                (REGISTER, Some(name.to_string()), Some(user_handle.to_vec()))
            }
            CeremonyPurpose::Assert => (ASSERT, None, None),
        };
        let began_at = ceremony.expires_at.checked_sub(Ceremony::LIFETIME).map_err(Error::internal)?;
        let row = Row {
            organization_id: organization.to_string(),
            subject: ceremony.subject.to_string(),
            purpose: purpose.to_owned(),
            session: ceremony.session.to_string(),
            challenge: ceremony.challenge.clone(),
            state: ceremony.state.clone(),
            name,
            user_handle,
            expires_at: DbTimestamp(ceremony.expires_at),
        };
        self.run(|connection| {
            let same = dsl::purpose.eq(purpose).and(dsl::session.eq(ceremony.session.as_str()));
            let newer = diesel::alias!(passkey_ceremonies as newer);
            let last = newer
                .filter(newer.field(dsl::organization_id).eq(organization.as_str()))
                .filter(newer.field(dsl::subject).eq(ceremony.subject.as_str()))
                .filter(newer.field(dsl::purpose).eq(purpose))
                .order(newer.field(dsl::expires_at).desc())
                .offset(i64::from(Ceremony::MOST_OF_A_MEMBER) - 1)
                .limit(1)
                .select(newer.field(dsl::expires_at))
                .single_value();
            let displaced = dsl::purpose.eq(purpose).and(dsl::expires_at.nullable().le(last));
            let gone = same.or(dsl::expires_at.le(DbTimestamp(began_at))).or(displaced);
            diesel::delete(ceremonies_of!(organization, ceremony.subject).filter(gone)).execute(connection)?;
            diesel::insert_into(dsl::passkey_ceremonies).values(row).execute(connection)
        })?;
        Ok(())
    }

    fn take_registration(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
    ) -> Result<Option<Ceremony>> {
        self.take(organization, subject, session, REGISTER)
    }

    fn take_assertion(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
    ) -> Result<Option<Ceremony>> {
        self.take(organization, subject, session, ASSERT)
    }

    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()> {
        self.run(|connection| diesel::delete(ceremonies_of!(organization, subject)).execute(connection))?;
        Ok(())
    }
}

impl TryFrom<Row> for Ceremony {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let key = format!("{}/{}", row.organization_id, row.subject);
        let bad = |column| InvalidRow::at::<&str>("passkey_ceremonies", column, &*key);
        let purpose = match (&*row.purpose, row.name, row.user_handle) {
            (ASSERT, None, None) => CeremonyPurpose::Assert,
            (REGISTER, Some(name), Some(handle)) => CeremonyPurpose::Register {
                name: AuthenticatorName::parse(name).map_err(|_| bad("name")("not a name"))?,
                user_handle: UserHandle::try_from(&*handle).map_err(|_| bad("user_handle")("not 16 bytes"))?,
            },
            _ => return Err(bad("purpose")("unknown")),
        };
        Ok(Self {
            subject: SubjectId::parse(row.subject).map_err(|_| bad("subject")("not a subject"))?,
            session: SessionBinding::restore(row.session),
            purpose,
            challenge: row.challenge,
            state: row.state,
            expires_at: row.expires_at.0,
        })
    }
}
