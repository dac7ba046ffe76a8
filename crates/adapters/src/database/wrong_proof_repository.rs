//! Counts wrong proofs until they are in the audit log.

use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{
    Error, OrganizationId, RequestId, Result, SubjectId, WrongProof, WrongProofRepository, WrongProofs,
};

use super::error_mapping::InvalidRow;
use super::schema::wrong_proofs::{self, dsl};
use super::session_repository::method_of;
use super::sql_types::{Nullable, Text, Timestamptz};
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;

/// Counts a proof in the row of its minute. Addresses are listed while the list is short; `LIKE` finds one between its
/// spaces.
const COUNT: &str = "\
    INSERT INTO wrong_proofs (organization_id, subject, method, minute, proofs, first_at, last_at, issuer, token_id, \
        request_id, client_request_id, source, sources) \
    VALUES ($1, $2, $3, $4, 1, $5, $5, $6, $7, $8, $9, $10, $11) \
    ON CONFLICT (organization_id, subject, method, minute) DO UPDATE SET \
        proofs = wrong_proofs.proofs + 1, \
        last_at = CASE WHEN excluded.last_at > wrong_proofs.last_at THEN excluded.last_at \
            ELSE wrong_proofs.last_at END, \
        sources = CASE \
            WHEN wrong_proofs.sources = '' THEN excluded.sources \
            WHEN wrong_proofs.sources LIKE '%' || excluded.sources || '%' THEN wrong_proofs.sources \
            WHEN length(wrong_proofs.sources) > 300 THEN wrong_proofs.sources \
            ELSE wrong_proofs.sources || substr(excluded.sources, 2) END";

#[derive(Queryable, Selectable)]
#[diesel(table_name = wrong_proofs)]
struct Row {
    subject: String,
    method: String,
    minute: DbTimestamp,
    proofs: i32,
    first_at: DbTimestamp,
    last_at: DbTimestamp,
    issuer: String,
    token_id: Option<String>,
    request_id: Option<String>,
    client_request_id: Option<String>,
    source: Option<String>,
    sources: String,
}

impl WrongProofRepository for DieselTransaction {
    fn count(&mut self, organization: &OrganizationId, proof: &WrongProof) -> Result<()> {
        let sources = proof.source.as_ref().map(|source| format!(" {source} ")).unwrap_or_default();
        let counted = diesel::sql_query(COUNT)
            .bind::<Text, _>(organization.as_str())
            .bind::<Text, _>(proof.subject.as_str())
            .bind::<Text, _>(proof.method.as_str())
            .bind::<Timestamptz, _>(DbTimestamp(proof.minute()))
            .bind::<Timestamptz, _>(DbTimestamp(proof.at))
            .bind::<Text, _>(&*proof.issuer)
            .bind::<Nullable<Text>, _>(proof.token_id.as_deref())
            .bind::<Nullable<Text>, _>(proof.request.as_ref().map(RequestId::as_str))
            .bind::<Nullable<Text>, _>(proof.request.as_ref().and_then(RequestId::client))
            .bind::<Nullable<Text>, _>(proof.source.as_deref())
            .bind::<Text, _>(&*sources);
        self.run(|connection| counted.execute(connection))?;
        Ok(())
    }

    fn organizations_due(&mut self, before: Timestamp, limit: u32) -> Result<Vec<OrganizationId>> {
        let due = dsl::wrong_proofs.filter(dsl::minute.lt(DbTimestamp(before))).select(dsl::organization_id).distinct();
        let ids: Vec<String> = self.run(|connection| due.limit(i64::from(limit)).load(connection))?;
        let bad = |id: &str| InvalidRow::at("wrong_proofs", "organization_id", id)("not an organization");
        ids.into_iter().map(|id| OrganizationId::parse(&*id).map_err(|_| bad(&id))).collect()
    }

    fn take(&mut self, organization: &OrganizationId, before: Timestamp, limit: u32) -> Result<Vec<WrongProofs>> {
        let due = dsl::wrong_proofs
            .filter(dsl::organization_id.eq(organization.as_str()))
            .filter(dsl::minute.lt(DbTimestamp(before)))
            .order((dsl::minute, dsl::subject, dsl::method))
            .limit(i64::from(limit))
            .select(Row::as_select());
        let rows: Vec<Row> = self.run(|connection| due.load(connection))?;
        for row in &rows {
            let taken = dsl::wrong_proofs.find((organization.as_str(), &row.subject, &row.method, row.minute));
            self.run(|connection| diesel::delete(taken).execute(connection))?;
        }
        rows.into_iter().map(WrongProofs::try_from).collect()
    }
}

impl TryFrom<Row> for WrongProofs {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let key = row.subject.clone();
        let bad = |column| InvalidRow::at::<&str>("wrong_proofs", column, &*key);
        let id_of = |text: Option<String>| text.map(RequestId::parse).transpose();
        let ours = id_of(row.request_id).map_err(|_| bad("request_id")("malformed"));
        let clients = id_of(row.client_request_id).map_err(|_| bad("client_request_id")("malformed"))?;
        let first = WrongProof {
            subject: SubjectId::parse(row.subject).map_err(|_| bad("subject")("not a subject"))?,
            method: method_of(&row.method).ok_or("unknown").map_err(bad("method"))?,
            at: row.first_at.0,
            issuer: row.issuer,
            token_id: row.token_id,
            request: ours?.map(|ours| ours.noting(clients)),
            source: row.source,
        };
        Ok(Self {
            first,
            last_at: row.last_at.0,
            count: u32::try_from(row.proofs).map_err(|_| bad("proofs")("negative"))?,
            sources: row.sources.split_whitespace().map(str::to_owned).collect(),
        })
    }
}
