//! What changed, read from the trail: everything that changes something is recorded there, in its own transaction.
//!
//! On PostgreSQL a transaction may become visible after a later one. So what was asked up to is the oldest transaction
//! that was still under way (`pg_snapshot_xmin`), and everything from there on is told again: nothing is skipped, and
//! something told twice does no harm. Numbers that no transaction here has reached yet (`pg_snapshot_xmax`) came with a
//! dump of another server's, and tell nothing. On SQLite there is one writer, and rows have the order of the commits.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use portcullis_domain::{Change, ChangeFeed, ChangeMark, Changes, OrganizationId, Result, SubjectId};

use super::connection::AnyConnection;
use super::error_mapping::InvalidRow;
use super::transaction::DieselTransaction;

/// How many changes are told one by one.
const MOST: usize = 10_000;

#[derive(QueryableByName)]
struct Mark {
    #[diesel(sql_type = BigInt)]
    mark: i64,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    organization_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    member: Option<String>,
}

#[cfg(feature = "postgres")]
const POSTGRES: (&str, &str) = (
    "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS mark",
    "SELECT DISTINCT organization_id, CASE target_kind WHEN 'member' THEN target END AS member FROM audit_entries
     WHERE transaction_id >= $1 AND transaction_id < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
     AND outcome = 'changed' LIMIT $2",
);

#[cfg(feature = "sqlite")]
const SQLITE: (&str, &str) = (
    "SELECT coalesce(max(rowid), 0) AS mark FROM audit_entries",
    "SELECT DISTINCT organization_id, CASE target_kind WHEN 'member' THEN target END AS member FROM audit_entries
     WHERE rowid > $1 AND outcome = 'changed' LIMIT $2",
);

impl ChangeFeed for DieselTransaction {
    fn changes_since(&mut self, mark: Option<ChangeMark>) -> Result<Changes> {
        // both statements see one snapshot: that of the transaction
        let (reached, rows) = self.run(|connection| {
            let (where_to, what) = match connection {
                #[cfg(feature = "postgres")]
                AnyConnection::Postgres(_) => POSTGRES,
                #[cfg(feature = "sqlite")]
                AnyConnection::Sqlite(_) => SQLITE,
            };
            let Mark { mark: reached } = diesel::sql_query(where_to).get_result(connection)?;
            let rows: Vec<Row> = match mark {
                Some(ChangeMark(mark)) if mark <= reached => {
                    // one more than are told tells that there are too many
                    let limit = i64::try_from(MOST).unwrap_or(i64::MAX).saturating_add(1);
                    diesel::sql_query(what).bind::<BigInt, _>(mark).bind::<BigInt, _>(limit).load(connection)?
                }
                _ => Vec::new(),
            };
            Ok((reached, rows))
        })?;
        let went_back = mark.is_some_and(|mark| mark.0 > reached);
        let changes = if went_back || rows.len() > MOST {
            vec![Change::Everything]
        } else {
            rows.into_iter().map(Change::try_from).collect::<Result<_>>()?
        };
        Ok(Changes { changes, mark: ChangeMark(reached) })
    }
}

impl TryFrom<Row> for Change {
    type Error = portcullis_domain::Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| InvalidRow::at("audit_entries", column, &*row.organization_id);
        let organization = OrganizationId::parse(&*row.organization_id).map_err(bad("organization_id"))?;
        Ok(match row.member {
            Some(member) => Self::Member(organization, SubjectId::parse(member).map_err(bad("target"))?),
            None => Self::Organization(organization),
        })
    }
}
