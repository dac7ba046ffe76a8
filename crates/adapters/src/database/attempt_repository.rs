//! Counts members' attempts with codes.
//!
//! A member has one row with the counts over all sessions, whose session is empty, and one row for each session.

use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{
    AttemptCounts, AttemptId, AttemptRepository, Error, MemberAttempts, OrganizationId, Result, SessionAttempts,
    SessionBinding, SubjectId,
};

use super::error_mapping::InvalidRow;
use super::schema::attempt_counts::dsl;
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;
use super::update::update;
use super::upsert_attempts::{AttemptRows, CountAttempt, VerifyAttempts};

/// The session of the row with the counts over all sessions.
const ALL_SESSIONS: &str = "";

type Row = (String, i32, Option<DbTimestamp>, String, Option<DbTimestamp>);

/// The row of a member for a session.
macro_rules! row_of {
    ($organization:expr, $subject:expr, $session:expr) => {
        dsl::attempt_counts.find(($organization.as_str(), $subject.as_str(), $session))
    };
}

/// The rows of a member for its sessions.
macro_rules! sessions_of {
    ($organization:expr, $subject:expr) => {
        dsl::attempt_counts
            .filter(dsl::organization_id.eq($organization.as_str()))
            .filter(dsl::subject.eq($subject.as_str()))
            .filter(dsl::session.ne(ALL_SESSIONS))
    };
}

impl AttemptRepository for DieselTransaction {
    fn count(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
        attempt: AttemptId,
        now: Timestamp,
    ) -> Result<AttemptCounts> {
        let attempt = text_of(attempt);
        let rows = AttemptRows {
            organization: organization.as_str(),
            subject: subject.as_str(),
            session: session.as_str(),
            attempt: &attempt,
            now: DbTimestamp(now),
        };
        let rows: Vec<Row> = self.run(|connection| CountAttempt(rows).load(connection))?;
        let mut counts = AttemptCounts::default();
        for (session, failures, paused_until, recent, verified_at) in rows {
            let failures = u32::try_from(failures).map_err(bad("failures", subject))?;
            let (paused_until, verified_at) = (paused_until.map(|at| at.0), verified_at.map(|at| at.0));
            if session == ALL_SESSIONS {
                counts.member = MemberAttempts { failures, recent: attempts_of(subject, &recent)?, verified_at };
            } else {
                counts.session = SessionAttempts { failures, paused_until, verified_at };
            }
        }
        Ok(counts)
    }

    fn put(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
        AttemptCounts { session: of_session, member }: &AttemptCounts,
    ) -> Result<()> {
        let failures = |failures: u32| i32::try_from(failures).map_err(Error::internal);
        let recent: String = member.recent.iter().copied().map(text_of).collect();
        let of_all = (
            dsl::failures.eq(failures(member.failures)?),
            dsl::recent.eq(recent),
            dsl::verified_at.eq(member.verified_at.map(DbTimestamp)),
        );
        let of_session = (
            dsl::failures.eq(failures(of_session.failures)?),
            dsl::paused_until.eq(of_session.paused_until.map(DbTimestamp)),
            dsl::verified_at.eq(of_session.verified_at.map(DbTimestamp)),
        );
        self.run(|connection| {
            update(row_of!(organization, subject, ALL_SESSIONS), of_all).execute(connection)?;
            update(row_of!(organization, subject, session.as_str()), of_session).execute(connection)
        })?;
        Ok(())
    }

    fn remove_recent(&mut self, organization: &OrganizationId, subject: &SubjectId, attempt: AttemptId) -> Result<()> {
        self.run(|connection| {
            let without = dsl::recent.eq(replace(dsl::recent, text_of(attempt), ""));
            update(row_of!(organization, subject, ALL_SESSIONS), without).execute(connection)
        })?;
        Ok(())
    }

    fn verify(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
        attempt: Option<AttemptId>,
        now: Timestamp,
    ) -> Result<()> {
        let attempt = attempt.map(text_of).unwrap_or_default();
        let rows = AttemptRows {
            organization: organization.as_str(),
            subject: subject.as_str(),
            session: session.as_str(),
            attempt: &attempt,
            now: DbTimestamp(now),
        };
        self.run(|connection| VerifyAttempts(rows).execute(connection))?;
        Ok(())
    }

    fn clear(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<bool> {
        let cleared = self.run(|connection| {
            let any = dsl::failures.gt(0).or(dsl::recent.ne(""));
            let member = row_of!(organization, subject, ALL_SESSIONS).filter(any);
            let of_member = update(member, (dsl::failures.eq(0), dsl::recent.eq(""))).execute(connection)?;
            let sessions = sessions_of!(organization, subject).filter(dsl::failures.gt(0));
            let nothing = (dsl::failures.eq(0), dsl::paused_until.eq(None::<DbTimestamp>));
            Ok(of_member + update(sessions, nothing).execute(connection)?)
        })?;
        Ok(cleared > 0)
    }

    fn forget(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()> {
        self.run(|connection| {
            let nothing = (dsl::failures.eq(0), dsl::recent.eq(""), dsl::verified_at.eq(None::<DbTimestamp>));
            update(row_of!(organization, subject, ALL_SESSIONS), nothing).execute(connection)?;
            diesel::delete(sessions_of!(organization, subject)).execute(connection)
        })?;
        Ok(())
    }
}

diesel::define_sql_function! {
    /// Replaces each `part` of a text.
    fn replace(text: diesel::sql_types::Text, part: diesel::sql_types::Text, by: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// An attempt as an element of the list in `recent`.
fn text_of(attempt: AttemptId) -> String {
    format!("{attempt} ")
}

fn attempts_of(subject: &SubjectId, recent: &str) -> Result<Vec<AttemptId>> {
    recent.split_terminator(' ').map(|text| AttemptId::parse(text).map_err(bad("recent", subject))).collect()
}

fn bad<E: ToString>(column: &'static str, subject: &SubjectId) -> impl FnOnce(E) -> Error {
    InvalidRow::at("attempt_counts", column, subject.as_str())
}
