//! Stores magic links.

use diesel::prelude::*;
use portcullis_domain::{
    Digest, LinkPurpose, MagicLink, MagicLinkRepository, OrganizationId, Result, SessionBinding, SubjectId,
};

use super::error_mapping::InvalidRow;
use super::schema::magic_links::{self, dsl};
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = magic_links)]
struct Row {
    organization_id: String,
    subject: String,
    purpose: String,
    session: String,
    digest: Vec<u8>,
    expires_at: DbTimestamp,
}

/// The rows of a member.
macro_rules! links_of {
    ($organization:expr, $subject:expr) => {
        dsl::magic_links
            .filter(dsl::organization_id.eq($organization.as_str()))
            .filter(dsl::subject.eq($subject.as_str()))
    };
}

impl MagicLinkRepository for DieselTransaction {
    fn put(&mut self, organization: &OrganizationId, link: &MagicLink) -> Result<()> {
        self.run(|connection| {
            let replaced = links_of!(organization, link.subject).filter(dsl::session.eq(link.session.as_str()));
            diesel::delete(replaced).execute(connection)
        })?;
        let row = Row {
            organization_id: organization.to_string(),
            subject: link.subject.to_string(),
            purpose: link.purpose.as_str().to_owned(),
            session: link.session.to_string(),
            digest: link.digest.to_vec(),
            expires_at: DbTimestamp(link.expires_at),
        };
        self.run(|connection| diesel::insert_into(dsl::magic_links).values(row).execute(connection))?;
        Ok(())
    }

    fn find(&mut self, digests: &[Digest]) -> Result<Option<(OrganizationId, MagicLink)>> {
        let digests: Vec<Vec<u8>> = digests.iter().map(|digest| digest.to_vec()).collect();
        let row: Option<Row> = self.run(|connection| {
            let known = dsl::magic_links.filter(dsl::digest.eq_any(&digests));
            known.select(Row::as_select()).first(connection).optional()
        })?;
        row.map(read).transpose()
    }

    fn take(&mut self, organization: &OrganizationId, link: &MagicLink) -> Result<bool> {
        let taken = self.run(|connection| {
            let this_one = links_of!(organization, link.subject).filter(dsl::digest.eq(&link.digest[..]));
            diesel::delete(this_one).execute(connection)
        })?;
        Ok(taken == 1)
    }

    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()> {
        self.run(|connection| diesel::delete(links_of!(organization, subject)).execute(connection))?;
        Ok(())
    }
}

fn read(row: Row) -> Result<(OrganizationId, MagicLink)> {
    let key = format!("{}/{}", row.organization_id, row.subject);
    let bad = |column| InvalidRow::at::<&str>("magic_links", column, &*key);
    let purpose = LinkPurpose::ALL.into_iter().find(|purpose| purpose.as_str() == row.purpose);
    let organization = OrganizationId::parse(row.organization_id);
    let link = MagicLink {
        subject: SubjectId::parse(row.subject).map_err(|_| bad("subject")("not a subject"))?,
        purpose: purpose.ok_or_else(|| bad("purpose")("unknown"))?,
        session: SessionBinding::restore(row.session),
        digest: Digest::try_from(&*row.digest).map_err(|_| bad("digest")("not a digest"))?,
        expires_at: row.expires_at.0,
    };
    Ok((organization.map_err(|_| bad("organization_id")("not an organization"))?, link))
}
