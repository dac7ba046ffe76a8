//! Stores the tokens by which members disavow authenticators, beside the authenticators.

use diesel::prelude::*;
use portcullis_domain::{AuthenticatorId, Digest, Disavowal, DisavowalRepository, OrganizationId, Result, SubjectId};

use super::error_mapping::InvalidRow;
use super::schema::authenticators::dsl;
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;
use super::update::update;

/// The row of an authenticator.
macro_rules! authenticator_of {
    ($organization:expr, $disavowal:expr) => {
        dsl::authenticators
            .find($disavowal.authenticator.to_string())
            .filter(dsl::organization_id.eq($organization.as_str()))
            .filter(dsl::subject.eq($disavowal.subject.as_str()))
    };
}

impl DisavowalRepository for DieselTransaction {
    fn put(&mut self, organization: &OrganizationId, disavowal: &Disavowal) -> Result<()> {
        let until = Some(DbTimestamp(disavowal.expires_at));
        self.run(|connection| {
            let token = (dsl::disavowal_digest.eq(Some(&disavowal.digest[..])), dsl::disavowable_until.eq(until));
            update(authenticator_of!(organization, disavowal), token).execute(connection)
        })?;
        Ok(())
    }

    fn find(&mut self, digests: &[Digest]) -> Result<Option<(OrganizationId, Disavowal)>> {
        type Found = (String, String, String, Option<Vec<u8>>, Option<DbTimestamp>);
        let digests: Vec<Vec<u8>> = digests.iter().map(|digest| digest.to_vec()).collect();
        let row: Option<Found> = self.run(|connection| {
            dsl::authenticators
                .filter(dsl::disavowal_digest.eq_any(&digests))
                .select((dsl::id, dsl::organization_id, dsl::subject, dsl::disavowal_digest, dsl::disavowable_until))
                .first(connection)
                .optional()
        })?;
        let Some((id, organization, subject, Some(digest), Some(until))) = row else { return Ok(None) };
        let bad = |column| InvalidRow::at::<&str>("authenticators", column, &*id);
        let disavowal = Disavowal {
            subject: SubjectId::parse(subject).map_err(|_| bad("subject")("not a subject"))?,
            authenticator: AuthenticatorId::parse(&id).map_err(|_| bad("id")("not a UUID"))?,
            digest: Digest::try_from(&*digest).map_err(|_| bad("disavowal_digest")("not a digest"))?,
            expires_at: until.0,
        };
        let organization = OrganizationId::parse(organization);
        Ok(Some((organization.map_err(|_| bad("organization_id")("not an organization"))?, disavowal)))
    }

    fn take(&mut self, organization: &OrganizationId, disavowal: &Disavowal) -> Result<bool> {
        let taken = self.run(|connection| {
            let stored = authenticator_of!(organization, disavowal);
            let stored = stored.filter(dsl::disavowal_digest.eq(Some(&disavowal.digest[..])));
            let none = (dsl::disavowal_digest.eq(None::<Vec<u8>>), dsl::disavowable_until.eq(None::<DbTimestamp>));
            update(stored, none).execute(connection)
        })?;
        Ok(taken == 1)
    }
}
