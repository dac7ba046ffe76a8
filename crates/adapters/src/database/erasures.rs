//! Erases members, and replaces their subjects in the audit log.
//!
//! On PostgreSQL the service may neither change the audit log nor delete a membership. Two functions of the role that owns
//! the tables do it there (migration `20261130090000_erasure`), and statements of the same meaning on SQLite.

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use diesel::prelude::*;
use diesel::{QueryResult, sql_query};
use portcullis_domain::{
    Erasures, Error, Membership, MembershipRepository as _, OrganizationId, Recorded, Result, SubjectId, is_scope_of,
};

use super::audit_log::EntryRow;
use super::connection::AnyConnection;
use super::schema::memberships::dsl;
use super::schema::{link_sends, organizations};
use super::sql_types::Text;
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;
use super::update::update;

/// The tables with rows of a member, without the membership, in the order of deletion.
const TABLES: [&str; 10] = [
    "authenticators",
    "disavowals",
    "recovery_codes",
    "enrolment_codes",
    "passkey_ceremonies",
    "magic_links",
    "attempts",
    "attempt_counts",
    "wrong_proofs",
    "sessions",
];

impl Erasures for DieselTransaction {
    fn erase(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        tombstone: &Membership,
        entry: Recorded<'_>,
    ) -> Result<u64> {
        self.run(|connection| delete_rows(connection, organization.as_str(), subject.as_str()))?;
        self.run(|connection| delete_counts(connection, organization, subject))?;
        match self.update(organization, tombstone) {
            Err(Error::Stale(_)) => self.insert(organization, tombstone)?,
            // of a member who returned after an erasure
            updated => updated?,
        }
        let row = EntryRow::of(organization, entry.entry())?;
        let (erased, pseudonym) = (subject.as_str(), tombstone.subject.as_str());
        let sequence = self.run(|connection| {
            // exemptions name who granted them
            let granted = dsl::memberships.filter(dsl::organization_id.eq(organization.as_str()));
            let granted = granted.filter(dsl::exempt_until.is_not_null()).filter(dsl::exempt_by.eq(erased));
            update(granted, dsl::exempt_by.eq(pseudonym)).execute(connection)?;
            close_undo_window(connection, organization.as_str(), erased)?;
            match connection {
                #[cfg(feature = "postgres")]
                AnyConnection::Postgres(connection) => postgres::append(connection, erased, &row),
                #[cfg(feature = "sqlite")]
                AnyConnection::Sqlite(_) => sqlite::append(connection, (erased, pseudonym), row),
            }
        })?;
        self.writes.entries.push(entry.entry().outcome);
        u64::try_from(sequence).map_err(Error::internal)
    }

    fn replace(&mut self, limit: u32) -> Result<bool> {
        let most = i32::try_from(limit).map_err(Error::internal)?;
        self.run(|connection| match connection {
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(connection) => postgres::replace(connection, most),
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(connection) => sqlite::replace(connection, most),
        })
    }
}

/// Deletes what is stored of a member.
fn delete_rows(connection: &mut AnyConnection, organization: &str, subject: &str) -> QueryResult<()> {
    match connection {
        // attempts are counted without a lock of the organization
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(connection) => postgres::lock_member(connection, organization, subject)?,
        #[cfg(feature = "sqlite")]
        AnyConnection::Sqlite(_) => {}
    }
    let of_member = "organization_id = $1 AND subject = $2";
    let spent =
        format!("DELETE FROM spent_refresh_tokens WHERE session_id IN (SELECT id FROM sessions WHERE {of_member})");
    let others = TABLES.map(|table| format!("DELETE FROM {table} WHERE {of_member}"));
    for statement in std::iter::once(spent).chain(others) {
        sql_query(statement).bind::<Text, _>(organization).bind::<Text, _>(subject).execute(connection)?;
    }
    Ok(())
}

/// Deletes the counts of mails to a member, in the order in which others lock them.
fn delete_counts(
    connection: &mut AnyConnection,
    organization: &OrganizationId,
    subject: &SubjectId,
) -> QueryResult<()> {
    // finds more than those of the member: ids and subjects may contain wildcards; `\` means itself in no pattern of both
    let similar = format!("% {organization} %{subject}%").replace('\\', "_");
    let found = link_sends::table.filter(link_sends::scope.like(similar)).order(link_sends::scope.desc());
    let scopes: Vec<String> = found.select(link_sends::scope).load(connection)?;
    for scope in scopes.iter().filter(|scope| is_scope_of(scope, organization, subject)) {
        diesel::delete(link_sends::table.find(scope)).execute(connection)?;
    }
    Ok(())
}

/// Closes the window in which the member may undo the enforcement of MFA.
fn close_undo_window(connection: &mut AnyConnection, organization: &str, subject: &str) -> QueryResult<()> {
    let opened = organizations::table.find(organization).filter(organizations::undo_subject.eq(subject));
    let closed = (
        organizations::undo_subject.eq(None::<String>),
        organizations::undo_session.eq(None::<String>),
        organizations::undo_since.eq(None::<DbTimestamp>),
        organizations::undo_policy_version.eq(None::<i64>),
    );
    update(opened, closed).execute(connection).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A new table with rows of members must be in the list, or keep nothing of an erased one.
    #[test]
    fn every_table_of_members_is_erased() {
        // these are written by the erasure itself; `subject` of the outbox is the subject line
        let others = ["memberships", "erasures", "outbox"];
        let mut found = Vec::new();
        for table in include_str!("schema.rs").split("diesel::table!").skip(1) {
            let columns = table.split_once("\n}").map_or(table, |(columns, _)| columns);
            let name = columns.lines().find_map(|line| line.trim().split_once(" (").map(|(name, _)| name)).unwrap();
            if columns.contains(" subject -> ") && !others.contains(&name) {
                found.push(name);
            }
        }
        let mut listed = TABLES.to_vec();
        listed.sort_unstable();
        assert_eq!(found, listed, "schema.rs is sorted by name");
    }
}
