//! Looks up the facts about a caller in one statement.

use std::collections::BTreeSet;

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;
use diesel::{QueryResult, RunQueryDsl};
use portcullis_domain::{
    CallerContext, CallerKey, CallerSession, Digest, Evidence, Logouts, MemberFacts, Membership, Method, Organization,
    Result,
};

use super::connection::AnyConnection;
use super::error_mapping::{InvalidRow, map_error};
use super::logout_repository::logouts_of;
use super::membership_repository::Row as MemberRow;
use super::organization_repository::Row as OrganizationRow;
use super::schema::{memberships, organizations};
use super::session_repository::evidence_of;
use super::sql_types::{Binary, Nullable, Text, Timestamptz};
use super::sql_values::DbTimestamp;

/// Returns what the database has about the caller with this key.
pub(super) fn caller_context(connection: &mut AnyConnection, key: &CallerKey) -> Result<CallerContext> {
    let own_session = match &key.session {
        CallerSession::Own(id) => id.to_string(),
        CallerSession::Provider(_) | CallerSession::None => String::new(),
    };
    let rows: Vec<FactRow> = FactsOf { key, own_session }.load(connection).map_err(map_error)?;
    let mut candidates: Vec<(Membership, Candidate)> = Vec::new();
    for (organization, membership, (method, verified_at, end), logouts) in rows {
        let known = candidates.iter().position(|(_, known)| known.organization.id.as_str() == organization.id);
        let (_, found) = if let Some(known) = known.and_then(|known| candidates.get_mut(known)) {
            known
        } else {
            let organization = Organization::try_from(organization)?;
            let (active, verifications, logouts) = (BTreeSet::new(), Vec::new(), logouts_of(logouts));
            let candidate = Candidate { organization, active, verifications, logouts };
            candidates.push_mut((Membership::try_from(membership)?, candidate))
        };
        match (method, verified_at) {
            (Some(method), None) => {
                let invalid = InvalidRow::at("authenticators", "method", key.subject.as_str());
                found.active.insert(Method::parse(&method).ok_or("unknown").map_err(invalid)?);
            }
            (Some(method), at) => found.verifications.push(evidence_of(key.subject.as_str(), &method, (at, end))?),
            (None, _) => {}
        }
    }
    // the rows have no order
    candidates.sort_by(|(one, mine), (other, theirs)| {
        (one.precedence(), &mine.organization.id).cmp(&(other.precedence(), &theirs.organization.id))
    });
    let candidates = candidates.into_iter().map(|(membership, found)| (found, membership));
    Ok(match Membership::meant(candidates) {
        Err(why) => CallerContext::NoOrganization(why),
        Ok((Candidate { organization, active, verifications, logouts }, membership)) => CallerContext::Member(
            Box::new(MemberFacts::new(key, &organization, membership, active, verifications, logouts)),
        ),
    })
}

/// An organization in which the caller may act, with the facts about them there.
struct Candidate {
    organization: Organization,
    active: BTreeSet<Method>,
    verifications: Vec<Evidence>,
    logouts: Logouts,
}

/// An organization and the caller's membership there, with one fact, and the last logouts of session and subject.
type FactRow = (OrganizationRow, MemberRow, Fact, (Option<DbTimestamp>, Option<DbTimestamp>));

/// The method of active authenticators, or the method and the time of the newest verification in the caller's session, and
/// when that ends.
type Fact = (Option<String>, Option<DbTimestamp>, Option<DbTimestamp>);

/// The query for the facts about a caller: a row for each fact, at least one for each organization in which the caller may
/// act, of which two are enough. Its statement is cached by its text, of which there is one for each kind of key.
struct FactsOf<'a> {
    key: &'a CallerKey,
    /// The id of the session of a full-access token.
    own_session: String,
}

impl QueryId for FactsOf<'_> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for FactsOf<'_> {
    type SqlType = (
        organizations::SqlType,
        memberships::SqlType,
        (Nullable<Text>, Nullable<Timestamptz>, Nullable<Timestamptz>),
        (Nullable<Timestamptz>, Nullable<Timestamptz>),
    );
}

impl<C> RunQueryDsl<C> for FactsOf<'_> {}

// the columns in the order of the rows' fields
const FOUND: &str = "WITH found AS (\
    SELECT o.id, o.name, o.mfa_enforced, o.mfa_demand_since, o.mfa_relaxed_at, o.mfa_grace_days, o.mfa_methods, \
    o.mfa_maximum_age_seconds, o.policy_version, o.version, o.created_at, o.deleted_at, o.mfa_enrolment, \
    m.organization_id, m.subject, m.email, m.role, m.kind, m.first_joined_at, m.removed_at, m.primary_method, \
    m.deadline_at, m.exempt_until, m.exempt_reason, m.exempt_by, m.exempt_since, m.email_source, m.disavowed_at, \
    m.given_at, m.entered_at \
    FROM memberships AS m INNER JOIN organizations AS o ON o.id = m.organization_id \
    WHERE o.deleted_at IS NULL AND m.subject = ";

// by the precedence of memberships
const MEANT: &str = " AND m.removed_at IS NULL \
    ORDER BY m.entered_at IS NULL, COALESCE(m.given_at, m.first_joined_at), m.organization_id LIMIT 2";

const ACTIVE_METHODS: &str = "), fact AS (\
    SELECT DISTINCT a.organization_id, a.method, CAST(NULL AS timestamptz) AS verified_at, \
    CAST(NULL AS timestamptz) AS expires_at \
    FROM authenticators AS a WHERE a.state = 'active' AND a.subject = ";

const VERIFICATIONS: &str = " UNION ALL SELECT s.organization_id, s.method, max(s.verified_at) AS verified_at, \
    max(s.expires_at) AS expires_at \
    FROM sessions AS s WHERE s.ended_at IS NULL AND s.subject = ";

const FACTS: &str = ") SELECT found.*, fact.method, fact.verified_at, fact.expires_at, ";

const FOUND_WITH_FACTS: &str = " \
    FROM found LEFT JOIN fact ON fact.organization_id = found.organization_id";

impl<DB> QueryFragment<DB> for FactsOf<'_>
where
    DB: Backend + HasSqlType<Text> + HasSqlType<Binary>,
    str: ToSql<Text, DB>,
    [u8]: ToSql<Binary, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql(FOUND);
        self.push_subject(&mut pass)?;
        if self.key.organization.is_some() {
            self.push_organization(&mut pass, " AND m.organization_id")?;
        } else {
            pass.push_sql(MEANT);
        }
        pass.push_sql(ACTIVE_METHODS);
        self.push_subject(&mut pass)?;
        self.push_organization(&mut pass, " AND a.organization_id")?;
        let session = match &self.key.session {
            CallerSession::Own(_) => Some((" AND s.id = ", &self.own_session)),
            CallerSession::Provider(provider) => Some((" AND s.provider_session = ", provider)),
            CallerSession::None => None,
        };
        if let Some((column, session)) = session {
            pass.push_sql(VERIFICATIONS);
            self.push_subject(&mut pass)?;
            self.push_organization(&mut pass, " AND s.organization_id")?;
            pass.push_sql(column);
            pass.push_bind_param::<Text, str>(session)?;
            pass.push_sql(" GROUP BY s.organization_id, s.method");
        }
        pass.push_sql(FACTS);
        push_last_logout(&mut pass, &self.key.logout_keys.session)?;
        pass.push_sql(", ");
        push_last_logout(&mut pass, &self.key.logout_keys.subject)?;
        pass.push_sql(FOUND_WITH_FACTS);
        Ok(())
    }
}

/// Selects the last logout with one of these digests.
fn push_last_logout<'b, DB>(pass: &mut AstPass<'_, 'b, DB>, digests: &'b [Digest]) -> QueryResult<()>
where
    DB: Backend + HasSqlType<Binary>,
    [u8]: ToSql<Binary, DB>,
{
    let [first, rest @ ..] = digests else {
        pass.push_sql("CAST(NULL AS timestamptz)");
        return Ok(());
    };
    pass.push_sql("(SELECT max(l.at) FROM logouts AS l WHERE l.digest IN (");
    pass.push_bind_param::<Binary, [u8]>(&first[..])?;
    for digest in rest {
        pass.push_sql(", ");
        pass.push_bind_param::<Binary, [u8]>(&digest[..])?;
    }
    pass.push_sql("))");
    Ok(())
}

impl FactsOf<'_> {
    fn push_subject<'b, DB>(&'b self, pass: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        DB: Backend + HasSqlType<Text>,
        str: ToSql<Text, DB>,
    {
        pass.push_bind_param::<Text, str>(self.key.subject.as_str())
    }

    /// Compares a column with the organization of the key, or with those that were found.
    fn push_organization<'b, DB>(&'b self, pass: &mut AstPass<'_, 'b, DB>, column: &str) -> QueryResult<()>
    where
        DB: Backend + HasSqlType<Text>,
        str: ToSql<Text, DB>,
    {
        pass.push_sql(column);
        if let Some(named) = &self.key.organization {
            pass.push_sql(" = ");
            return pass.push_bind_param::<Text, str>(named.as_str());
        }
        pass.push_sql(" IN (SELECT found.organization_id FROM found)");
        Ok(())
    }
}
