//! Stores digests of enrolment codes.

use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{
    CodeOrigin, Digest, EnrolmentCodeRepository, Error, OrganizationId, Result, SessionBinding, StoredEnrolmentCode,
    SubjectId,
};

use super::error_mapping::InvalidRow;
use super::schema::enrolment_codes::{self, dsl};
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = enrolment_codes)]
struct Row {
    organization_id: String,
    subject: String,
    origin: String,
    session: String,
    digest: Vec<u8>,
    expires_at: DbTimestamp,
    failures: i32,
}

const MINTED: &str = "minted";
const MAILED: &str = "mailed";

/// The rows of a member.
macro_rules! codes_of {
    ($organization:expr, $subject:expr) => {
        dsl::enrolment_codes
            .filter(dsl::organization_id.eq($organization.as_str()))
            .filter(dsl::subject.eq($subject.as_str()))
    };
}

impl EnrolmentCodeRepository for DieselTransaction {
    fn put(&mut self, organization: &OrganizationId, code: &StoredEnrolmentCode, now: Timestamp) -> Result<()> {
        let (origin, session) = columns_of(&code.origin);
        let row = Row {
            organization_id: organization.to_string(),
            subject: code.subject.to_string(),
            origin: origin.to_owned(),
            session: session.to_owned(),
            digest: code.digest.to_vec(),
            expires_at: DbTimestamp(code.expires_at),
            failures: i32::try_from(code.failures).map_err(Error::internal)?,
        };
        self.run(|connection| {
            let same = dsl::origin.eq(origin).and(dsl::session.eq(session));
            let replaced = codes_of!(organization, code.subject).filter(same.or(dsl::expires_at.le(DbTimestamp(now))));
            diesel::delete(replaced).execute(connection)?;
            diesel::insert_into(dsl::enrolment_codes).values(row).execute(connection)
        })?;
        Ok(())
    }

    fn of(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Vec<StoredEnrolmentCode>> {
        let rows: Vec<Row> = self.run(|connection| {
            codes_of!(organization, subject).order(dsl::session).select(Row::as_select()).load(connection)
        })?;
        rows.into_iter().map(StoredEnrolmentCode::try_from).collect()
    }

    fn take(&mut self, organization: &OrganizationId, code: &StoredEnrolmentCode) -> Result<bool> {
        let taken = self.run(|connection| {
            let this_one = codes_of!(organization, code.subject).filter(dsl::digest.eq(&code.digest[..]));
            diesel::delete(this_one).execute(connection)
        })?;
        Ok(taken == 1)
    }

    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()> {
        self.run(|connection| diesel::delete(codes_of!(organization, subject)).execute(connection))?;
        Ok(())
    }
}

fn columns_of(origin: &CodeOrigin) -> (&'static str, &str) {
    match origin {
        CodeOrigin::Minted => (MINTED, ""),
        CodeOrigin::Mailed(session) => (MAILED, session.as_str()),
    }
}

impl TryFrom<Row> for StoredEnrolmentCode {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let key = format!("{}/{}", row.organization_id, row.subject);
        let bad = |column| InvalidRow::at::<&str>("enrolment_codes", column, &*key);
        let origin = match &*row.origin {
            MINTED => CodeOrigin::Minted,
            MAILED => CodeOrigin::Mailed(SessionBinding::restore(row.session)),
            _ => return Err(bad("origin")("unknown")),
        };
        Ok(Self {
            subject: SubjectId::parse(row.subject).map_err(|_| bad("subject")("not a subject"))?,
            origin,
            digest: Digest::try_from(&*row.digest).map_err(|_| bad("digest")("not a digest"))?,
            expires_at: row.expires_at.0,
            failures: u32::try_from(row.failures).map_err(|_| bad("failures")("negative"))?,
        })
    }
}
