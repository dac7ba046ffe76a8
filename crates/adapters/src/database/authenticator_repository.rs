//! Stores authenticators.

use diesel::dsl::count_star;
use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{
    Authenticator, AuthenticatorId, AuthenticatorRepository, Error, Method, OrganizationId, PasskeyCredential,
    Resource, Result, Sealed, SealedSecret, SessionBinding, SubjectId,
};

use super::authenticator_row::{ACTIVE, PENDING, Row};
use super::error_mapping::map_insert_error;
use super::schema::authenticators::dsl;
use super::schema::recovery_codes;
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;
use super::update::update;

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
        self.run_or(map_insert_error(Resource::Authenticator), |connection| {
            diesel::insert_into(dsl::authenticators).values(row).execute(connection)
        })?;
        self.writes.audited_row = true;
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
            update(stored, row).execute(connection)
        })?;
        self.writes.audited_row = true;
        if updated == 1 { Ok(()) } else { Err(Error::Stale(Resource::Authenticator)) }
    }

    fn delete(&mut self, organization: &OrganizationId, subject: &SubjectId, id: AuthenticatorId) -> Result<()> {
        let deleted = self.run(|connection| {
            let stored = dsl::authenticators
                .find(id.to_string())
                .filter(dsl::organization_id.eq(organization.as_str()))
                .filter(dsl::subject.eq(subject.as_str()));
            diesel::delete(stored).execute(connection)
        })?;
        self.writes.audited_row |= deleted > 0;
        Ok(())
    }

    fn delete_pending(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        method: Method,
        session: &SessionBinding,
        now: Timestamp,
    ) -> Result<()> {
        let ids: Vec<String> = self.run(|connection| {
            let of_session = dsl::method.eq(method.as_str()).and(dsl::pending_session.eq(Some(session.as_str())));
            let expired = dsl::expires_at.le(Some(DbTimestamp(now)));
            dsl::authenticators
                .filter(dsl::organization_id.eq(organization.as_str()))
                .filter(dsl::subject.eq(subject.as_str()))
                .filter(dsl::state.eq(PENDING))
                .filter(of_session.or(expired))
                .select(dsl::id)
                .load(connection)
        })?;
        if ids.is_empty() {
            return Ok(());
        }
        self.run(|connection| {
            let codes = recovery_codes::table.filter(recovery_codes::organization_id.eq(organization.as_str()));
            let codes = codes.filter(recovery_codes::subject.eq(subject.as_str()));
            diesel::delete(codes.filter(recovery_codes::waits_for.eq_any(&ids))).execute(connection)?;
            diesel::delete(dsl::authenticators.filter(dsl::id.eq_any(&ids))).execute(connection)
        })?;
        self.writes.audited_row = true;
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
            update(unused, (dsl::last_step.eq(Some(step)), dsl::last_used_at.eq(Some(DbTimestamp(now)))))
                .execute(connection)
        })?;
        Ok(accepted == 1)
    }

    fn has_credential(&mut self, credential_id: &[u8]) -> Result<bool> {
        self.run(|connection| {
            let registered = dsl::authenticators.filter(dsl::credential_id.eq(credential_id));
            diesel::select(diesel::dsl::exists(registered)).get_result(connection)
        })
    }

    fn accept_assertion(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        id: AuthenticatorId,
        asserted: &PasskeyCredential,
        now: Timestamp,
    ) -> Result<bool> {
        let count = i64::from(asserted.sign_count);
        let accepted = self.run(|connection| {
            // authenticators without a counter always report 0
            let increases = dsl::sign_count.lt(count).or(dsl::sign_count.eq(0).and(dsl::sign_count.eq(count)));
            let stored = dsl::authenticators
                .find(id.to_string())
                .filter(dsl::organization_id.eq(organization.as_str()))
                .filter(dsl::subject.eq(subject.as_str()))
                .filter(dsl::state.eq(ACTIVE))
                .filter(increases);
            update(
                stored,
                (
                    dsl::sign_count.eq(Some(count)),
                    dsl::credential.eq(Some(&asserted.record)),
                    dsl::last_used_at.eq(Some(DbTimestamp(now))),
                ),
            )
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
            update(unchanged, (dsl::secret.eq(Some(&resealed.bytes)), dsl::secret_key_id.eq(Some(&resealed.key_id))))
                .execute(connection)
        })?;
        Ok(updated == 1)
    }
}
