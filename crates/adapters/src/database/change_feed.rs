//! Reads recent changes from the audit log, in which every change is recorded in its own transaction, and the recent logouts
//! at the identity provider. The log no longer names an erased member, so an erasure changes the whole organization.
//!
//! On PostgreSQL a transaction may become visible after a later one. The mark is therefore the oldest transaction that was
//! still open (`pg_snapshot_xmin`), and changes from there on are returned again: none is skipped, and a repeated one does
//! no harm. Transaction ids that this server has not reached (`pg_snapshot_xmax`) come from another server's dump and are
//! ignored. On SQLite there is one writer, so that rows have the order of the commits.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use portcullis_domain::{Change, ChangeFeed, ChangeMark, Changes, OrganizationId, Result, SubjectId};

use super::connection::AnyConnection;
use super::error_mapping::InvalidRow;
use super::sql_types::Timestamptz;
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;

/// The most changes returned one by one.
const MAX_CHANGES: usize = 10_000;

#[derive(QueryableByName)]
struct Mark {
    #[diesel(sql_type = BigInt)]
    entries: i64,
    #[diesel(sql_type = BigInt)]
    logouts: i64,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    organization_id: String,
    #[diesel(sql_type = Text)]
    target_kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    member: Option<String>,
}

#[derive(QueryableByName)]
struct LogoutRow {
    #[diesel(sql_type = Binary)]
    digest: Vec<u8>,
    #[diesel(sql_type = Timestamptz)]
    at: DbTimestamp,
}

#[cfg(feature = "postgres")]
const POSTGRES: (&str, &str, &str) = (
    "SELECT oldest AS entries, oldest AS logouts
     FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest) AS snapshot",
    "SELECT DISTINCT organization_id, target_kind,
                     CASE WHEN target_kind = 'member' AND action <> 'member.erase' THEN target END AS member
     FROM audit_entries
     WHERE transaction_id >= $1 AND transaction_id < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
     AND outcome = 'changed' LIMIT $2",
    "SELECT digest, at FROM logouts
     WHERE transaction_id >= $1 AND transaction_id < pg_snapshot_xmax(pg_current_snapshot())::text::bigint LIMIT $2",
);

#[cfg(feature = "sqlite")]
const SQLITE: (&str, &str, &str) = (
    "SELECT (SELECT coalesce(max(rowid), 0) FROM audit_entries) AS entries,
            (SELECT coalesce(max(number), 0) FROM logouts) AS logouts",
    "SELECT DISTINCT organization_id, target_kind,
                     CASE WHEN target_kind = 'member' AND action <> 'member.erase' THEN target END AS member
     FROM audit_entries
     WHERE rowid > $1 AND outcome = 'changed' LIMIT $2",
    "SELECT digest, at FROM logouts WHERE number > $1 LIMIT $2",
);

impl ChangeFeed for DieselTransaction {
    fn changes_since(&mut self, mark: Option<ChangeMark>) -> Result<Changes> {
        // all statements see the transaction's snapshot
        let (reached, rows, logouts) = self.run(|connection| {
            let (mark_query, changes_query, logouts_query) = match connection {
                #[cfg(feature = "postgres")]
                AnyConnection::Postgres(_) => POSTGRES,
                #[cfg(feature = "sqlite")]
                AnyConnection::Sqlite(_) => SQLITE,
            };
            let Mark { entries, logouts } = diesel::sql_query(mark_query).get_result(connection)?;
            let reached = ChangeMark { entries, logouts };
            let Some(mark) = mark.filter(|mark| !mark.is_after(reached)) else {
                return Ok((reached, Vec::new(), Vec::new()));
            };
            // one more row than is returned shows that there are too many
            let limit = i64::try_from(MAX_CHANGES).unwrap_or(i64::MAX).saturating_add(1);
            let rows: Vec<Row> = diesel::sql_query(changes_query)
                .bind::<BigInt, _>(mark.entries)
                .bind::<BigInt, _>(limit)
                .load(connection)?;
            let logouts: Vec<LogoutRow> = diesel::sql_query(logouts_query)
                .bind::<BigInt, _>(mark.logouts)
                .bind::<BigInt, _>(limit)
                .load(connection)?;
            Ok((reached, rows, logouts))
        })?;
        let went_back = mark.is_some_and(|mark| mark.is_after(reached));
        let changes = if went_back || rows.len() > MAX_CHANGES || logouts.len() > MAX_CHANGES {
            vec![Change::Everything]
        } else {
            let logouts = logouts.into_iter().map(Change::try_from);
            rows.into_iter().map(Change::try_from).chain(logouts).collect::<Result<_>>()?
        };
        Ok(Changes { changes, mark: reached })
    }
}

impl TryFrom<Row> for Change {
    type Error = portcullis_domain::Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| InvalidRow::at("audit_entries", column, &*row.organization_id);
        let organization = OrganizationId::parse(&*row.organization_id).map_err(bad("organization_id"))?;
        Ok(match (&*row.target_kind, row.member) {
            (_, Some(member)) => Self::Member(organization, SubjectId::parse(member).map_err(bad("target"))?),
            // an erased member's subject is not stored: any caller in the organization may be the erased one
            ("policy" | "member", None) => Self::Organization(organization),
            // whatever it is, it may concern where members may act
            (_, None) => Self::OrganizationPut(organization),
        })
    }
}

impl TryFrom<LogoutRow> for Change {
    type Error = portcullis_domain::Error;

    fn try_from(row: LogoutRow) -> Result<Self> {
        let bad = InvalidRow::at("logouts", "digest", row.at.0.to_string());
        Ok(Self::Logout(row.digest.try_into().map_err(|_| "not a digest").map_err(bad)?, row.at.0))
    }
}
