//! Stores digests of recovery codes.

use diesel::dsl::count_star;
use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{
    AuthenticatorId, Digest, Error, KeyedDigest, OrganizationId, RecoveryCodeRepository, Result, SubjectId,
};

use super::schema::recovery_codes::dsl;
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;
use super::update::update;

/// The rows of a member.
macro_rules! codes_of {
    ($organization:expr, $subject:expr) => {
        dsl::recovery_codes
            .filter(dsl::organization_id.eq($organization.as_str()))
            .filter(dsl::subject.eq($subject.as_str()))
    };
}

impl DieselTransaction {
    fn insert_codes(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        waits_for: Option<AuthenticatorId>,
        digests: &[KeyedDigest],
    ) -> Result<()> {
        for KeyedDigest { key_id, digest } in digests {
            let row = (
                dsl::organization_id.eq(organization.as_str()),
                dsl::subject.eq(subject.as_str()),
                dsl::digest.eq(&digest[..]),
                dsl::waits_for.eq(waits_for.map(|id| id.to_string())),
                dsl::key_id.eq(key_id),
            );
            self.run(|connection| diesel::insert_into(dsl::recovery_codes).values(row).execute(connection))?;
        }
        Ok(())
    }
}

impl RecoveryCodeRepository for DieselTransaction {
    fn prepare(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: AuthenticatorId,
        digests: &[KeyedDigest],
    ) -> Result<()> {
        self.run(|connection| {
            let replaced = codes_of!(organization, subject).filter(dsl::waits_for.eq(authenticator.to_string()));
            diesel::delete(replaced).execute(connection)
        })?;
        self.insert_codes(organization, subject, Some(authenticator), digests)
    }

    fn go_live(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: AuthenticatorId,
    ) -> Result<()> {
        let waits_for = authenticator.to_string();
        self.run(|connection| {
            let live = codes_of!(organization, subject).filter(dsl::waits_for.is_null());
            diesel::delete(live).execute(connection)
        })?;
        self.run(|connection| {
            let waiting = codes_of!(organization, subject).filter(dsl::waits_for.eq(&waits_for));
            update(waiting, dsl::waits_for.eq(None::<String>)).execute(connection)
        })?;
        Ok(())
    }

    fn replace(&mut self, organization: &OrganizationId, subject: &SubjectId, digests: &[KeyedDigest]) -> Result<()> {
        self.run(|connection| {
            let live = codes_of!(organization, subject).filter(dsl::waits_for.is_null());
            diesel::delete(live).execute(connection)
        })?;
        self.insert_codes(organization, subject, None, digests)
    }

    fn spend(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        digests: &[Digest],
        now: Timestamp,
    ) -> Result<bool> {
        for digest in digests {
            let spent = self.run(|connection| {
                let unused = codes_of!(organization, subject)
                    .filter(dsl::digest.eq(&digest[..]))
                    .filter(dsl::waits_for.is_null())
                    .filter(dsl::used_at.is_null());
                update(unused, dsl::used_at.eq(Some(DbTimestamp(now)))).execute(connection)
            })?;
            if spent == 1 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn remaining(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<u64> {
        let live: i64 = self.run(|connection| {
            let live = codes_of!(organization, subject).filter(dsl::waits_for.is_null()).filter(dsl::used_at.is_null());
            live.count().get_result(connection)
        })?;
        u64::try_from(live).map_err(Error::internal)
    }

    fn live_by_key(&mut self) -> Result<Vec<(Option<String>, u64)>> {
        let counts: Vec<(Option<String>, i64)> = self.run(|connection| {
            dsl::recovery_codes
                .filter(dsl::waits_for.is_null())
                .filter(dsl::used_at.is_null())
                .group_by(dsl::key_id)
                .select((dsl::key_id, count_star()))
                .load(connection)
        })?;
        counts.into_iter().map(|(key_id, live)| Ok((key_id, u64::try_from(live).map_err(Error::internal)?))).collect()
    }

    fn delete_all(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()> {
        self.run(|connection| diesel::delete(codes_of!(organization, subject)).execute(connection))?;
        Ok(())
    }
}
