//! Stores the tokens by which members disavow authenticators.
//!
//! The previous release keeps them beside the authenticators. Both are written and read, so that either release accepts the
//! tokens of the other one while both run.

use std::collections::BTreeSet;

use diesel::prelude::*;
use portcullis_domain::{
    AuthenticatorId, Digest, Disavowal, DisavowalRepository, Method, OrganizationId, Result, SubjectId,
};

use super::error_mapping::InvalidRow;
use super::schema::authenticators::dsl as beside;
use super::schema::disavowals::{self, dsl};
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;
use super::update::update;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = disavowals)]
struct Row {
    organization_id: String,
    subject: String,
    authenticator_id: String,
    method: String,
    spared: String,
    digest: Vec<u8>,
    expires_at: DbTimestamp,
}

/// The rows of a member.
macro_rules! tokens_of {
    ($organization:expr, $subject:expr) => {
        dsl::disavowals
            .filter(dsl::organization_id.eq($organization.as_str()))
            .filter(dsl::subject.eq($subject.as_str()))
    };
}

/// The row of an authenticator.
macro_rules! authenticator_of {
    ($organization:expr, $disavowal:expr) => {
        beside::authenticators
            .find($disavowal.authenticator.to_string())
            .filter(beside::organization_id.eq($organization.as_str()))
            .filter(beside::subject.eq($disavowal.subject.as_str()))
    };
}

impl DisavowalRepository for DieselTransaction {
    fn put(&mut self, organization: &OrganizationId, disavowal: &Disavowal) -> Result<()> {
        let spared: Vec<_> = disavowal.spared.iter().map(AuthenticatorId::to_string).collect();
        let row = Row {
            organization_id: organization.to_string(),
            subject: disavowal.subject.to_string(),
            authenticator_id: disavowal.authenticator.to_string(),
            method: disavowal.method.as_str().to_owned(),
            spared: spared.join(" "),
            digest: disavowal.digest.to_vec(),
            expires_at: DbTimestamp(disavowal.expires_at),
        };
        let until = Some(DbTimestamp(disavowal.expires_at));
        self.run(|connection| {
            let previous = tokens_of!(organization, disavowal.subject);
            let previous = previous.filter(dsl::authenticator_id.eq(&row.authenticator_id));
            diesel::delete(previous).execute(connection)?;
            diesel::insert_into(dsl::disavowals).values(row).execute(connection)?;
            let token = (beside::disavowal_digest.eq(Some(&disavowal.digest[..])), beside::disavowable_until.eq(until));
            update(authenticator_of!(organization, disavowal), token).execute(connection)
        })?;
        Ok(())
    }

    fn find(&mut self, digests: &[Digest]) -> Result<Option<(OrganizationId, Disavowal)>> {
        let digests: Vec<Vec<u8>> = digests.iter().map(|digest| digest.to_vec()).collect();
        let row: Option<Row> = self.run(|connection| {
            let found = dsl::disavowals.filter(dsl::digest.eq_any(&digests));
            found.select(Row::as_select()).first(connection).optional()
        })?;
        let row = match row {
            Some(row) => Some(row),
            None => self.find_beside(&digests)?,
        };
        row.map(<(OrganizationId, Disavowal)>::try_from).transpose()
    }

    fn take(&mut self, organization: &OrganizationId, disavowal: &Disavowal) -> Result<bool> {
        let taken = self.run(|connection| {
            let token = tokens_of!(organization, disavowal.subject).filter(dsl::digest.eq(&disavowal.digest[..]));
            let deleted = diesel::delete(token).execute(connection)?;
            let stored = authenticator_of!(organization, disavowal);
            let stored = stored.filter(beside::disavowal_digest.eq(Some(&disavowal.digest[..])));
            let none =
                (beside::disavowal_digest.eq(None::<Vec<u8>>), beside::disavowable_until.eq(None::<DbTimestamp>));
            Ok(deleted + update(stored, none).execute(connection)?)
        })?;
        Ok(taken > 0)
    }

    fn spare(&mut self, organization: &OrganizationId, subject: &SubjectId, id: AuthenticatorId) -> Result<()> {
        self.run(|connection| {
            let longer = dsl::spared.eq(dsl::spared.concat(format!(" {id}")));
            update(tokens_of!(organization, subject), longer).execute(connection)
        })?;
        Ok(())
    }
}

impl DieselTransaction {
    /// Finds a token that the previous release stored. It counts against its own authenticator alone, as it does there.
    fn find_beside(&mut self, digests: &[Vec<u8>]) -> Result<Option<Row>> {
        type Found = (String, String, String, String, Option<Vec<u8>>, Option<DbTimestamp>);
        self.run(|connection| {
            let found = beside::authenticators.filter(beside::disavowal_digest.eq_any(digests));
            let columns = (
                beside::id,
                beside::organization_id,
                beside::subject,
                beside::method,
                beside::disavowal_digest,
                beside::disavowable_until,
            );
            let found: Option<Found> = found.select(columns).first(connection).optional()?;
            let Some((authenticator_id, organization_id, subject, method, Some(digest), Some(expires_at))) = found
            else {
                return Ok(None);
            };
            let of_member = beside::authenticators.filter(beside::organization_id.eq(&organization_id));
            let of_member = of_member.filter(beside::subject.eq(&subject)).order(beside::id);
            let spared = of_member.select(beside::id).load::<String>(connection)?.join(" ");
            Ok(Some(Row { organization_id, subject, authenticator_id, method, spared, digest, expires_at }))
        })
    }
}

impl TryFrom<Row> for (OrganizationId, Disavowal) {
    type Error = portcullis_domain::Error;

    fn try_from(row: Row) -> Result<Self> {
        let key = format!("{}/{}/{}", row.organization_id, row.subject, row.authenticator_id);
        let bad = |column| InvalidRow::at::<&str>("disavowals", column, &*key);
        let spared: Result<BTreeSet<_>, _> = row.spared.split_ascii_whitespace().map(AuthenticatorId::parse).collect();
        let disavowal = Disavowal {
            subject: SubjectId::parse(row.subject).map_err(|_| bad("subject")("not a subject"))?,
            authenticator: AuthenticatorId::parse(&row.authenticator_id)
                .map_err(|_| bad("authenticator_id")("not a UUID"))?,
            method: Method::parse(&row.method).ok_or_else(|| bad("method")("unknown"))?,
            spared: spared.map_err(|_| bad("spared")("not UUIDs"))?,
            digest: Digest::try_from(&*row.digest).map_err(|_| bad("digest")("not a digest"))?,
            expires_at: row.expires_at.0,
        };
        let organization = OrganizationId::parse(row.organization_id);
        Ok((organization.map_err(|_| bad("organization_id")("not an organization"))?, disavowal))
    }
}
