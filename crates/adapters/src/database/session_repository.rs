//! Stores MFA sessions, which are the evidence of a use.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use diesel::dsl::max;
use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{
    Audience, AuthenticatorId, CopiedClaims, Digest, Error, Evidence, LogoutScope, Method, MfaSession, OrganizationId,
    RefreshState, Resource, Result, SessionBinding, SessionId, SessionRepository, SubjectId,
};
use serde_json::json;

use super::error_mapping::InvalidRow;
use super::schema::sessions::{self, dsl};
use super::schema::spent_refresh_tokens::dsl as spent;
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;
use super::update::update;

// `None` is written explicitly: a statement without the column would be another one, prepared anew each time
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
struct Row {
    id: String,
    organization_id: String,
    subject: String,
    provider_session: Option<String>,
    method: String,
    authenticator_id: Option<String>,
    verified_at: DbTimestamp,
    ended_at: Option<DbTimestamp>,
    refresh_current: Vec<u8>,
    refresh_previous: Option<Vec<u8>>,
    refresh_rotated_at: DbTimestamp,
    copied_claims: Option<String>,
    audience: Option<String>,
    login_at: Option<DbTimestamp>,
    expires_at: Option<DbTimestamp>,
}

/// The rows of a member.
macro_rules! sessions_of {
    ($organization:expr, $subject:expr) => {
        dsl::sessions.filter(dsl::organization_id.eq($organization.as_str())).filter(dsl::subject.eq($subject.as_str()))
    };
}

impl SessionRepository for DieselTransaction {
    fn insert(&mut self, organization: &OrganizationId, session: &MfaSession) -> Result<()> {
        let row = Row {
            id: session.id.to_string(),
            organization_id: organization.to_string(),
            subject: session.subject.to_string(),
            provider_session: session.provider_session.clone(),
            method: session.method.as_str().to_owned(),
            authenticator_id: session.authenticator.map(|id| id.to_string()),
            verified_at: DbTimestamp(session.verified_at),
            ended_at: session.ended_at.map(DbTimestamp),
            refresh_current: session.refresh.current.to_vec(),
            refresh_previous: session.refresh.previous.map(Vec::from),
            refresh_rotated_at: DbTimestamp(session.refresh.rotated_at),
            copied_claims: session.copied.as_ref().map(|copied| copied.as_str().to_owned()),
            audience: session.audience.as_ref().map(|audience| json!(audience.names()).to_string()),
            login_at: session.login_at.map(DbTimestamp),
            expires_at: session.expires_at.map(DbTimestamp),
        };
        self.run(|connection| diesel::insert_into(dsl::sessions).values(row).execute(connection))?;
        Ok(())
    }

    fn proved_in(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        provider_session: &str,
        without: &[AuthenticatorId],
    ) -> Result<Vec<Evidence>> {
        let newest = (dsl::method, max(dsl::verified_at), max(dsl::expires_at));
        let without: Vec<_> = without.iter().map(AuthenticatorId::to_string).collect();
        let rows: Vec<(String, Option<DbTimestamp>, Option<DbTimestamp>)> = self.run(|connection| {
            let live = sessions_of!(organization, subject).filter(dsl::provider_session.eq(provider_session));
            let live = live.filter(dsl::ended_at.is_null());
            if without.is_empty() {
                return live.group_by(dsl::method).select(newest).load(connection);
            }
            // without a known authenticator, the comparison is NULL
            live.filter(dsl::authenticator_id.ne_all(&without)).group_by(dsl::method).select(newest).load(connection)
        })?;
        let mut proved = rows
            .into_iter()
            .map(|(method, newest, end)| evidence_of(subject.as_str(), &method, (newest, end)))
            .collect::<Result<Vec<_>>>()?;
        proved.sort_by_key(|evidence| Reverse(evidence.verified_at));
        Ok(proved)
    }

    fn of(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Vec<MfaSession>> {
        let rows: Vec<Row> = self.run(|connection| {
            sessions_of!(organization, subject)
                .filter(dsl::ended_at.is_null())
                .order((dsl::verified_at.desc(), dsl::id.desc()))
                .limit(100)
                .select(Row::as_select())
                .load(connection)
        })?;
        rows.into_iter().map(MfaSession::try_from).collect()
    }

    fn find(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        id: SessionId,
    ) -> Result<Option<MfaSession>> {
        let row: Option<Row> = self.run(|connection| {
            sessions_of!(organization, subject)
                .filter(dsl::id.eq(id.to_string()))
                .select(Row::as_select())
                .first(connection)
                .optional()
        })?;
        row.map(MfaSession::try_from).transpose()
    }

    fn update(&mut self, organization: &OrganizationId, session: &MfaSession) -> Result<()> {
        let refresh = &session.refresh;
        let updated = self.run(|connection| {
            let stored = sessions_of!(organization, session.subject).filter(dsl::id.eq(session.id.to_string()));
            update(
                stored,
                (
                    dsl::refresh_current.eq(&refresh.current[..]),
                    dsl::refresh_previous.eq(refresh.previous.as_ref().map(|digest| &digest[..])),
                    dsl::refresh_rotated_at.eq(DbTimestamp(refresh.rotated_at)),
                ),
            )
            .execute(connection)
        })?;
        if updated != 1 {
            return Err(Error::Stale(Resource::Session));
        }
        if let Some(digest) = &refresh.previous {
            let spent = (spent::digest.eq(&digest[..]), spent::session_id.eq(session.id.to_string()));
            self.run(|connection| diesel::insert_into(spent::spent_refresh_tokens).values(spent).execute(connection))?;
        }
        Ok(())
    }

    fn refreshed_by(&mut self, digests: &[Digest]) -> Result<Option<(OrganizationId, MfaSession)>> {
        let digests: Vec<Vec<u8>> = digests.iter().map(|digest| digest.to_vec()).collect();
        let row: Option<Row> = self.run(|connection| {
            let spent = spent::spent_refresh_tokens.filter(spent::digest.eq_any(&digests)).select(spent::session_id);
            let known = dsl::refresh_current.eq_any(&digests).or(dsl::id.eq_any(spent));
            dsl::sessions.filter(known).select(Row::as_select()).first(connection).optional()
        })?;
        let Some(row) = row else { return Ok(None) };
        let bad = InvalidRow::at("sessions", "organization_id", &*row.id);
        let organization = OrganizationId::parse(&*row.organization_id).map_err(bad)?;
        Ok(Some((organization, MfaSession::try_from(row)?)))
    }

    fn end(&mut self, organization: &OrganizationId, subject: &SubjectId, id: SessionId, now: Timestamp) -> Result<()> {
        self.run(|connection| {
            let live =
                sessions_of!(organization, subject).filter(dsl::id.eq(id.to_string())).filter(dsl::ended_at.is_null());
            update(live, dsl::ended_at.eq(Some(DbTimestamp(now)))).execute(connection)
        })?;
        Ok(())
    }

    fn set_evidence(&mut self, organization: &OrganizationId, session: &MfaSession) -> Result<()> {
        let updated = self.run(|connection| {
            let stored = sessions_of!(organization, session.subject).filter(dsl::id.eq(session.id.to_string()));
            let evidence = (
                dsl::method.eq(session.method.as_str()),
                dsl::authenticator_id.eq(session.authenticator.map(|id| id.to_string())),
                dsl::verified_at.eq(DbTimestamp(session.verified_at)),
            );
            update(stored, evidence).execute(connection)
        })?;
        if updated == 1 { Ok(()) } else { Err(Error::Stale(Resource::Session)) }
    }

    fn end_all_but(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        (kept, authenticators): (&SessionBinding, &[AuthenticatorId]),
        now: Timestamp,
    ) -> Result<()> {
        let left: Vec<_> = authenticators.iter().map(ToString::to_string).collect();
        self.run(|connection| {
            let live = sessions_of!(organization, subject).filter(dsl::ended_at.is_null());
            let evidence_is_gone = dsl::authenticator_id.is_null().or(dsl::authenticator_id.ne_all(&left));
            let ended = dsl::ended_at.eq(Some(DbTimestamp(now)));
            match (kept.provider_session(), kept.own_session()) {
                (Some(kept), _) => {
                    let elsewhere = dsl::provider_session.is_null().or(dsl::provider_session.ne(kept));
                    update(live.filter(elsewhere.or(evidence_is_gone)), ended).execute(connection)
                }
                (None, Some(kept)) => {
                    update(live.filter(dsl::id.ne(kept).or(evidence_is_gone)), ended).execute(connection)
                }
                (None, None) => update(live, ended).execute(connection),
            }
        })?;
        Ok(())
    }

    fn members_in(&mut self, provider_session: &str) -> Result<BTreeSet<(OrganizationId, SubjectId)>> {
        let rows: Vec<(String, String)> = self.run(|connection| {
            let began_there = dsl::sessions.filter(dsl::provider_session.eq(provider_session));
            began_there.select((dsl::organization_id, dsl::subject)).distinct().load(connection)
        })?;
        rows.into_iter()
            .map(|(organization, subject)| Ok((organization_of(&organization)?, subject_of(&subject)?)))
            .collect()
    }

    fn logins_until(
        &mut self,
        subject: &SubjectId,
        until: Timestamp,
    ) -> Result<BTreeSet<(OrganizationId, Option<String>)>> {
        let rows: Vec<(String, Option<String>)> = self.run(|connection| {
            let ended = dsl::login_at.is_null().or(dsl::login_at.le(Some(DbTimestamp(until))));
            let theirs = dsl::sessions.filter(dsl::subject.eq(subject.as_str()));
            theirs.filter(ended).select((dsl::organization_id, dsl::provider_session)).distinct().load(connection)
        })?;
        rows.into_iter().map(|(organization, session)| Ok((organization_of(&organization)?, session))).collect()
    }

    fn end_logged_out(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        scope: LogoutScope<'_>,
        now: Timestamp,
    ) -> Result<()> {
        self.run(|connection| {
            let live = sessions_of!(organization, subject).filter(dsl::ended_at.is_null());
            let ended = dsl::ended_at.eq(Some(DbTimestamp(now)));
            match scope {
                LogoutScope::Session(session) => {
                    update(live.filter(dsl::provider_session.eq(session)), ended).execute(connection)
                }
                LogoutScope::Until(until) => {
                    let is_ended = dsl::login_at.is_null().or(dsl::login_at.le(Some(DbTimestamp(until))));
                    update(live.filter(is_ended), ended).execute(connection)
                }
            }
        })?;
        Ok(())
    }

    fn end_all_of(&mut self, organization: &OrganizationId, now: Timestamp) -> Result<()> {
        self.run(|connection| {
            let of = dsl::sessions.filter(dsl::organization_id.eq(organization.as_str()));
            update(of.filter(dsl::ended_at.is_null()), dsl::ended_at.eq(Some(DbTimestamp(now)))).execute(connection)
        })?;
        Ok(())
    }

    fn end_all(&mut self, organization: &OrganizationId, subject: &SubjectId, now: Timestamp) -> Result<()> {
        self.run(|connection| {
            let live = sessions_of!(organization, subject).filter(dsl::ended_at.is_null());
            update(live, dsl::ended_at.eq(Some(DbTimestamp(now)))).execute(connection)
        })?;
        Ok(())
    }
}

/// Reads the JSON list of an audience.
fn audience(names: &str) -> serde_json::Result<Audience> {
    serde_json::from_str(names).map(Audience::new)
}

fn organization_of(id: &str) -> Result<OrganizationId> {
    OrganizationId::parse(id).map_err(InvalidRow::at("sessions", "organization_id", id))
}

fn subject_of(subject: &str) -> Result<SubjectId> {
    SubjectId::parse(subject).map_err(InvalidRow::at("sessions", "subject", subject))
}

fn digest(bytes: &[u8]) -> Option<Digest> {
    Digest::try_from(bytes).ok()
}

/// Converts the newest evidence of a method: when it was used, and when the provider's session ends.
pub(super) fn evidence_of(
    subject: &str,
    method: &str,
    (newest, end): (Option<DbTimestamp>, Option<DbTimestamp>),
) -> Result<Evidence> {
    let method = method_of(method).ok_or("unknown").map_err(InvalidRow::at("sessions", "method", subject))?;
    let newest = newest.ok_or_else(|| Error::internal("a session has no time of verification"))?;
    Ok(Evidence::of(method, newest.0).until(end.map(|end| end.0)))
}

/// Finds a method by its name, recovery codes too.
pub(super) fn method_of(name: &str) -> Option<Method> {
    let known = [Method::Totp, Method::Passkey, Method::MagicLink, Method::RecoveryCode];
    known.into_iter().find(|method| method.as_str() == name)
}

impl TryFrom<Row> for MfaSession {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| InvalidRow::at::<&str>("sessions", column, &*row.id);
        let authenticator = row.authenticator_id.as_deref().map(AuthenticatorId::parse).transpose();
        Ok(Self {
            id: SessionId::parse(&row.id).map_err(|_| bad("id")("not a UUID"))?,
            subject: SubjectId::parse(&*row.subject).map_err(|_| bad("subject")("not a subject"))?,
            provider_session: row.provider_session.clone(),
            method: method_of(&row.method).ok_or_else(|| bad("method")("unknown"))?,
            authenticator: authenticator.map_err(|_| bad("authenticator_id")("not a UUID"))?,
            verified_at: row.verified_at.0,
            audience: row.audience.as_deref().map(audience).transpose().map_err(|_| bad("audience")("not a list"))?,
            login_at: row.login_at.map(|at| at.0),
            expires_at: row.expires_at.map(|at| at.0),
            copied: row.copied_claims.clone().map(CopiedClaims::new),
            ended_at: row.ended_at.map(|moment| moment.0),
            refresh: RefreshState {
                current: digest(&row.refresh_current).ok_or_else(|| bad("refresh_current")("not a digest"))?,
                previous: match &row.refresh_previous {
                    None => None,
                    Some(bytes) => Some(digest(bytes).ok_or_else(|| bad("refresh_previous")("not a digest"))?),
                },
                rotated_at: row.refresh_rotated_at.0,
            },
        })
    }
}
