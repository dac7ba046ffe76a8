//! Appends and reads audit entries. No statement here changes or deletes one: `erasures` alone replaces subjects.

use std::ops::Range;

use diesel::dsl::{exists, select};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use jiff::Timestamp;
use portcullis_domain::{
    AuditActor, AuditChange, AuditEntry, AuditFilter, AuditLog, AuditOutcome, AuditRecord, AuditTarget, AuditValue,
    Error, OrganizationId, Page, PageSize, Recorded, Result, SubjectId,
};
use serde_json::{Value, json};

use super::append_entry::{NextSequence, ReturningSequence};
use super::connection::AnyConnection;
use super::error_mapping::InvalidRow;
use super::schema::audit_entries::{self, dsl};
use super::sql_types::{BigInt, Text, Timestamptz};
use super::sql_values::{DbTimestamp, Json};
use super::transaction::DieselTransaction;

// `None` is written explicitly: a statement without the column would be another one, prepared anew each time
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_entries, treat_none_as_default_value = false)]
pub(super) struct EntryRow {
    pub(super) organization_id: String,
    pub(super) at: DbTimestamp,
    pub(super) actor_kind: String,
    pub(super) actor_issuer: Option<String>,
    pub(super) actor: String,
    pub(super) token_id: Option<String>,
    pub(super) action: String,
    pub(super) target_kind: String,
    pub(super) target: Option<String>,
    pub(super) outcome: String,
    pub(super) changes: Json,
    pub(super) request_id: Option<String>,
    pub(super) source: Option<String>,
    pub(super) policy_version: i64,
    pub(super) actor_variant: Option<String>,
    pub(super) client_request_id: Option<String>,
    pub(super) actor_delegate: Option<String>,
}

/// A stored entry, numbered.
#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_entries)]
struct Row {
    sequence: i64,
    #[diesel(embed)]
    entry: EntryRow,
}

impl AuditLog for DieselTransaction {
    fn append(&mut self, organization: &OrganizationId, entry: Recorded<'_>) -> Result<u64> {
        let (organization, row) = (organization.as_str(), EntryRow::of(organization, entry.entry())?);
        let sequence: i64 = self.run(|connection| {
            let numbered = (row, dsl::sequence.eq(NextSequence { organization }));
            ReturningSequence(diesel::insert_into(dsl::audit_entries).values(numbered)).get_result(connection)
        })?;
        self.writes.entries.push(entry.entry().outcome);
        u64::try_from(sequence).map_err(Error::internal)
    }

    fn has_refusal(
        &mut self,
        organization: &OrganizationId,
        (subject, delegate): (&SubjectId, Option<&str>),
        action: &str,
        within: Range<Timestamp>,
    ) -> Result<bool> {
        self.run(|connection| {
            let own = dsl::actor_delegate.is_null().and(delegate.is_none().into_sql::<Bool>());
            let refusals = dsl::audit_entries
                .filter(dsl::organization_id.eq(organization.as_str()))
                .filter(dsl::actor.eq(subject.as_str()))
                .filter(dsl::actor_kind.eq(SUBJECT))
                .filter(dsl::actor_delegate.eq(delegate).or(own))
                .filter(dsl::action.eq(action))
                .filter(dsl::outcome.eq(outcome_name(AuditOutcome::Refused)))
                .filter(dsl::at.ge(DbTimestamp(within.start)))
                .filter(dsl::at.lt(DbTimestamp(within.end)));
            select(exists(refusals)).get_result(connection)
        })
    }

    fn page(
        &mut self,
        organization: &OrganizationId,
        filter: &AuditFilter,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<Page<AuditRecord, u64>> {
        // no sequence number exceeds `i64`
        let before = before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX);
        let mut wanted = dsl::audit_entries
            .filter(dsl::organization_id.eq(organization.as_str()))
            .filter(dsl::sequence.lt(before))
            .order(dsl::sequence.desc())
            .limit(i64::from(size.get()) + 1)
            .select(Row::as_select())
            .into_boxed();
        if let Some(action) = &filter.action {
            wanted = wanted.filter(dsl::action.eq(action));
        }
        if let Some(actor) = &filter.actor {
            wanted = wanted.filter(dsl::actor.eq(actor));
        }
        if let Some(member) = &filter.member {
            wanted = wanted.filter(dsl::target_kind.eq(MEMBER)).filter(dsl::target.eq(member.as_str()));
        }
        if let Some(outcome) = filter.outcome {
            wanted = wanted.filter(dsl::outcome.eq(outcome_name(outcome)));
        }
        if let Some(from) = filter.from {
            wanted = wanted.filter(dsl::at.ge(DbTimestamp(from)));
        }
        if let Some(until) = filter.until {
            wanted = wanted.filter(dsl::at.lt(DbTimestamp(until)));
        }
        let rows: Vec<Row> = self.run(|connection| wanted.load(connection))?;
        let found = rows.into_iter().map(AuditRecord::try_from).collect::<Result<_>>()?;
        Ok(Page::of(found, size, |last| last.sequence))
    }

    fn days_of(&mut self, organization: &OrganizationId, action: &str, from: Timestamp) -> Result<Vec<(String, u64)>> {
        let rows: Vec<Day> = self.run(|connection| {
            let day = match connection {
                #[cfg(feature = "postgres")]
                AnyConnection::Postgres(_) => "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
                #[cfg(feature = "sqlite")]
                AnyConnection::Sqlite(_) => "strftime('%Y-%m-%d', at / 1000000, 'unixepoch')",
            };
            diesel::sql_query(format!(
                "SELECT {day} AS day, count(DISTINCT target) AS members FROM audit_entries
                 WHERE organization_id = $1 AND action = $2 AND outcome = 'changed' AND at >= $3
                 GROUP BY 1 ORDER BY 1"
            ))
            .bind::<Text, _>(organization.as_str())
            .bind::<Text, _>(action)
            .bind::<Timestamptz, _>(DbTimestamp(from))
            .load(connection)
        })?;
        let counted = |row: Day| Ok((row.day, u64::try_from(row.members).map_err(Error::internal)?));
        rows.into_iter().map(counted).collect()
    }
}

#[derive(QueryableByName)]
struct Day {
    #[diesel(sql_type = Text)]
    day: String,
    #[diesel(sql_type = BigInt)]
    members: i64,
}

const SUBJECT: &str = "subject";
const OPERATOR: &str = "operator";
// variants of the kinds above: a program that does not know them reads a client as a subject, the system as an operator
const CLIENT: &str = "client";
const SYSTEM: &str = "system";
const MEMBER: &str = "member";

fn outcome_name(outcome: AuditOutcome) -> &'static str {
    match outcome {
        AuditOutcome::Changed => "changed",
        AuditOutcome::Unchanged => "unchanged",
        AuditOutcome::Refused => "refused",
    }
}

impl EntryRow {
    pub(super) fn of(organization: &OrganizationId, entry: &AuditEntry) -> Result<Self> {
        let (actor_kind, actor_variant) = match &entry.actor {
            AuditActor::Subject { .. } => (SUBJECT, None),
            AuditActor::Client { .. } => (SUBJECT, Some(CLIENT)),
            AuditActor::Operator { .. } => (OPERATOR, None),
            AuditActor::System { .. } => (OPERATOR, Some(SYSTEM)),
        };
        let (actor_issuer, token_id) = match &entry.actor {
            AuditActor::Subject { issuer, token_id, .. } | AuditActor::Client { issuer, token_id, .. } => {
                (Some(issuer.clone()), token_id.clone())
            }
            AuditActor::Operator { .. } | AuditActor::System { .. } => (None, None),
        };
        let (target_kind, target) = match &entry.target {
            AuditTarget::Organization => ("organization", None),
            AuditTarget::Policy => ("policy", None),
            AuditTarget::Member(subject) => (MEMBER, Some(subject.to_string())),
        };
        Ok(Self {
            organization_id: organization.to_string(),
            at: DbTimestamp(entry.at),
            actor_kind: actor_kind.to_owned(),
            actor_issuer,
            actor: entry.actor.name().to_owned(),
            token_id,
            action: entry.action.clone(),
            target_kind: target_kind.to_owned(),
            target,
            outcome: outcome_name(entry.outcome).to_owned(),
            changes: Json(entry.changes.iter().map(change_to_json).collect()),
            request_id: entry.request.clone(),
            source: entry.source.clone(),
            policy_version: i64::try_from(entry.policy_version).map_err(Error::internal)?,
            actor_variant: actor_variant.map(str::to_owned),
            client_request_id: entry.client_request.clone(),
            actor_delegate: match &entry.actor {
                AuditActor::Subject { delegate, .. } => delegate.clone(),
                AuditActor::Client { .. } | AuditActor::Operator { .. } | AuditActor::System { .. } => None,
            },
        })
    }
}

impl TryFrom<Row> for AuditRecord {
    type Error = Error;

    fn try_from(Row { sequence, entry: row }: Row) -> Result<Self> {
        let key = format!("{}/{sequence}", row.organization_id);
        let bad = |column| InvalidRow::at::<&str>("audit_entries", column, &*key);
        let unsigned = |column, value: i64| u64::try_from(value).map_err(|_| bad(column)("negative"));
        let subject = |column, text: String| SubjectId::parse(text).map_err(|_| bad(column)("not a subject"));
        let token_id = row.token_id;
        let actor = match (&*row.actor_kind, row.actor_variant.as_deref(), row.actor_issuer) {
            (SUBJECT, None, Some(issuer)) => AuditActor::Subject {
                issuer,
                subject: subject("actor", row.actor)?,
                token_id,
                delegate: row.actor_delegate,
            },
            (SUBJECT, Some(CLIENT), Some(issuer)) => {
                AuditActor::Client { issuer, client: subject("actor", row.actor)?, token_id }
            }
            (OPERATOR, None, None) => AuditActor::Operator { name: row.actor },
            (OPERATOR, Some(SYSTEM), None) => AuditActor::System { name: row.actor },
            _ => return Err(bad("actor_kind")("unknown")),
        };
        let target = match (&*row.target_kind, row.target) {
            ("organization", None) => AuditTarget::Organization,
            ("policy", None) => AuditTarget::Policy,
            ("member", Some(member)) => AuditTarget::Member(subject("target", member)?),
            _ => return Err(bad("target_kind")("unknown")),
        };
        let outcome = [AuditOutcome::Changed, AuditOutcome::Unchanged, AuditOutcome::Refused]
            .into_iter()
            .find(|outcome| outcome_name(*outcome) == row.outcome)
            .ok_or_else(|| bad("outcome")("unknown"))?;
        let changes = row.changes.0.as_array().and_then(|changes| changes.iter().map(change_from_json).collect());
        Ok(Self {
            sequence: unsigned("sequence", sequence)?,
            entry: AuditEntry {
                at: row.at.0,
                actor,
                action: row.action,
                target,
                outcome,
                changes: changes.ok_or_else(|| bad("changes")("not a list of changes"))?,
                request: row.request_id,
                client_request: row.client_request_id,
                source: row.source,
                policy_version: unsigned("policy_version", row.policy_version)?,
            },
        })
    }
}

fn change_to_json(change: &AuditChange) -> Value {
    let value = |fact: &AuditValue| match fact {
        AuditValue::Null => Value::Null,
        AuditValue::Flag(flag) => Value::from(*flag),
        AuditValue::Text(text) => Value::from(&**text),
    };
    json!({ "field": change.field, "before": value(&change.before), "after": value(&change.after) })
}

fn change_from_json(stored: &Value) -> Option<AuditChange> {
    let fact = |name| match stored.get(name)? {
        Value::Null => Some(AuditValue::Null),
        Value::Bool(flag) => Some(AuditValue::Flag(*flag)),
        Value::String(text) => Some(AuditValue::Text(text.clone())),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    };
    Some(AuditChange {
        field: stored.get("field")?.as_str()?.to_owned(),
        before: fact("before")?,
        after: fact("after")?,
    })
}
