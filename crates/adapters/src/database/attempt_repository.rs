//! Counts members' failed attempts.

use diesel::prelude::*;
use portcullis_domain::{AttemptLimit, AttemptRepository, Error, OrganizationId, Result, SubjectId};

use super::connection::AnyConnection;
use super::error_mapping::InvalidRow;
use super::increment_failures::IncrementFailures;
use super::schema::attempts::dsl;
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;
use super::update::update;

impl AttemptRepository for DieselTransaction {
    fn increment(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<AttemptLimit> {
        let increment = IncrementFailures { organization: organization.as_str(), subject: subject.as_str() };
        let row: (i32, Option<DbTimestamp>) = self.run(|connection| increment.get_result(connection))?;
        limit_of(subject, row)
    }

    /// Inserts a missing row before locking it: otherwise two concurrent first attempts would both count as the first.
    fn lock(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<AttemptLimit> {
        let row: (i32, Option<DbTimestamp>) = self.run(|connection| {
            let member = (dsl::organization_id.eq(organization.as_str()), dsl::subject.eq(subject.as_str()));
            let none = (member, dsl::failures.eq(0));
            let theirs = dsl::attempts
                .find((organization.as_str(), subject.as_str()))
                .select((dsl::failures, dsl::locked_until));
            match connection {
                #[cfg(feature = "postgres")]
                AnyConnection::Postgres(connection) => {
                    let first = diesel::insert_into(dsl::attempts).values(none).on_conflict_do_nothing();
                    first.execute(connection)?;
                    theirs.for_update().first(connection)
                }
                #[cfg(feature = "sqlite")]
                AnyConnection::Sqlite(connection) => {
                    let first = diesel::insert_into(dsl::attempts).values(none).on_conflict_do_nothing();
                    first.execute(connection)?;
                    theirs.first(connection)
                }
            }
        })?;
        limit_of(subject, row)
    }

    fn put(&mut self, organization: &OrganizationId, subject: &SubjectId, limit: AttemptLimit) -> Result<()> {
        let failures = i32::try_from(limit.failures).map_err(Error::internal)?;
        let locked_until = limit.locked_until.map(DbTimestamp);
        self.run(|connection| {
            update(
                dsl::attempts.find((organization.as_str(), subject.as_str())),
                (dsl::failures.eq(failures), dsl::locked_until.eq(locked_until)),
            )
            .execute(connection)
        })?;
        Ok(())
    }
}

fn limit_of(subject: &SubjectId, (failures, locked_until): (i32, Option<DbTimestamp>)) -> Result<AttemptLimit> {
    Ok(AttemptLimit {
        failures: u32::try_from(failures).map_err(InvalidRow::at("attempts", "failures", subject.as_str()))?,
        locked_until: locked_until.map(|moment| moment.0),
    })
}
